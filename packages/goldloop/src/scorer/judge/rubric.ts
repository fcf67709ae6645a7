import { z } from "zod";
import { defineScorer, type ScorerEnvironment } from "../definition.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { formOfScale, scaleOptions, type Scale } from "./scale.ts";
import { missingFor, showingBoth } from "./template.ts";

interface Options extends Whom, Scale {
  rubric: string | string[];
}

const text = z.string().regex(/\S/, "must not be empty");
const criteria = z.array(text).min(1);

/**
 * How far the output meets a rubric: a text, or a list of criteria that are judged together. The text may name
 * `{{expected}}`, `{{context}}`, `{{conversation}}`, `{{toolCalls}}` and `{{metadata.key}}`; input and output are shown anyway.
 */
export const rubric = defineScorer({
  name: "rubric",
  revision: 1,
  family: "judge",
  summary: "How far the output meets a rubric, in the eyes of a judge.",
  deterministic: false,
  binary: false,
  options: z.union([
    text.describe("The rubric.").transform((value): Options => ({ rubric: value })),
    criteria.describe("Criteria.").transform((value): Options => ({ rubric: value })),
    z.strictObject({
      rubric: z.union([text, criteria]).describe("What a good output is like: a text, or a list of criteria."),
      ...whom,
      ...scaleOptions,
    }),
  ]),
  traits: ({ labels }) => ({ binary: labels?.length === 2 }),
  missing: (options, example) => missingFor(promptOf(options), example),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) => scoreByJudge(judgingFor(options, environment), environment),
  examples: [
    {
      title: "a text",
      options: "Apologises, and says when the refund arrives.",
      subject: { output: "It takes 5 business days.", example: { id: "a", input: "Where is my refund?" } },
      modelAnswers: [{ reason: "It says when, and does not apologise.", score: 0.5 }],
      value: 0.5,
    },
    {
      title: "criteria on a scale of 1 to 5, three votes: their mean",
      options: { rubric: ["Friendly", "At most two sentences"], scale: [1, 5], votes: 3 },
      subject: { output: "It takes 5 business days.", example: { id: "a", input: "Where is my refund?" } },
      modelAnswers: [
        { reason: "Short, rather dry.", score: 4 },
        { reason: "Short and neutral.", score: 4 },
        { reason: "One sentence; not unfriendly.", score: 5 },
      ],
      value: 10 / 12,
    },
    {
      title: "labels, the lowest first",
      options: { rubric: "Polite", labels: ["rude", "neutral", "polite"], model: "openai/gpt-4.1-2025-04-14" },
      subject: { output: "It takes 5 business days." },
      modelAnswers: [{ reason: "Neither rude nor polite.", label: "neutral" }],
      value: 0.5,
    },
  ],
});

function promptOf(options: Options): string {
  const given = options.rubric;
  const list = typeof given === "string" ? given : given.map((one, index) => `${index + 1}. ${one}`).join("\n");
  return showingBoth(
    `How far does the output meet ${typeof given === "string" ? "this rubric" : "all of these criteria, taken together"}?\n\n${list}`,
  );
}

function judgingFor(options: Options, environment: ScorerEnvironment): Judging {
  const form = formOfScale("rubric", options);
  return judgingOf({ scorer: "rubric", prompt: promptOf(options), form, whom: options }, environment);
}
