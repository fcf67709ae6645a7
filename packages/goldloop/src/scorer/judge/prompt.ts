import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { InputError } from "../../error/index.ts";
import { defineScorer, type ScorerEnvironment } from "../definition.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { formOfScale, scaleOptions, type Scale } from "./scale.ts";
import { missingFor } from "./template.ts";

interface Options extends Whom, Scale {
  prompt: string;
}

const text = z.string().regex(/\S/, "must not be empty");

/**
 * A prompt of your own. It says what to judge and what counts; the form of the answer is added. Placeholders: `{{input}}`,
 * `{{output}}`, `{{expected}}`, `{{context}}`, `{{conversation}}`, `{{toolCalls}}`, `{{metadata.key}}`; with a `?` before the braces
 * close, the paragraph is left out for examples that have no such value.
 */
export const prompt = defineScorer({
  name: "prompt",
  revision: 1,
  family: "judge",
  summary: "The verdict of a model on a prompt of your own.",
  deterministic: false,
  binary: false,
  options: z.union([
    text.describe("The prompt, or its file.").transform((value): Options => ({ prompt: value })),
    z.strictObject({
      prompt: text.describe("The prompt's text, or the file that it stands in."),
      ...whom,
      ...scaleOptions,
    }),
  ]),
  traits: ({ labels }) => ({ binary: labels?.length === 2 }),
  files: (options, { directory }) => {
    const file = fileOf(options.prompt, directory);
    return file === undefined ? [] : [file];
  },
  missing: (options, example) => missingFor(options.prompt, example),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) => scoreByJudge(judgingFor(options, environment), environment),
  examples: [
    {
      title: "a text",
      options: "Is this in the language of {{metadata.locale}}?\n\n{{output}}",
      subject: { output: "Fünf Tage.", example: { id: "a", input: "How long?", metadata: { locale: "en" } } },
      modelAnswers: [{ reason: "It is in German.", score: 0 }],
      value: 0,
    },
    {
      title: "a file, with two labels: yes or no",
      options: { prompt: "judges/tone.md", labels: ["cold", "warm"] },
      files: {
        "judges/tone.md": "Is the tone of the answer warm?\n\nThe question: {{input}}\nThe answer: {{output}}\n",
      },
      subject: { output: "Good news: only 5 days to go!", example: { id: "a", input: "How long?" } },
      modelAnswers: [{ reason: "It shares the joy.", label: "warm" }],
      value: 1,
    },
  ],
});

const looksLikePath = /^\S+\.(md|txt|prompt|hbs)$/;

function fileOf(written: string, directory: string): string | undefined {
  if (written.includes("\n") || written.length > 1000) return undefined;
  const file = resolve(directory, written);
  if (looksLikePath.test(written) && !existsSync(file)) {
    throw new InputError("no-file", `prompt: there is no file ${written}`, {
      hint: "correct the path, or write the prompt's text in its place",
    });
  }
  return looksLikePath.test(written) || (!/\s/.test(written) && existsSync(file)) ? file : undefined;
}

function judgingFor(options: Options, environment: ScorerEnvironment): Judging {
  const file = fileOf(options.prompt, environment.directory);
  const written = file === undefined ? options.prompt : readFileSync(file, "utf8");
  const scorer = file === undefined ? "prompt" : `prompt ${options.prompt}`;
  return judgingOf({ scorer, prompt: written, form: formOfScale("prompt", options), whom: options }, environment);
}
