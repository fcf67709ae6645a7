import { resolve } from "node:path";
import { z } from "zod";
import type { JsonObject } from "../../digest/index.ts";
import { InputError, messageOf } from "../../error/index.ts";
import { importGraph, loadUserModule } from "../../module/index.ts";
import { defineScorer, type Subject } from "../definition.ts";
import { listed } from "../quote.ts";
import { readVerdict } from "../verdict.ts";

const file = z.string().min(1, "must name a file");

/** A function of the user's module: it gets the subject and the `options` of the spec. */
type UserFunction = (subject: Subject, options: JsonObject) => unknown;

/**
 * A function in a TypeScript or JavaScript file of the project, called with the subject and the options of the spec. It
 * answers true or false, a number within 0..1, or `{ value, pass, reason, metadata, skipped }`. The digest covers the file and
 * everything of the project that it imports.
 */
export const code = defineScorer({
  name: "code",
  revision: 1,
  family: "code",
  summary: "A function of your own: `(subject, options) => boolean | number | { value, pass, reason }`.",
  limits:
    "Its digest covers the file and what it imports from the project, not installed packages, data that it reads, or services that it calls.",
  deterministic: true,
  binary: false,
  options: z.union([
    file
      .describe("The module; its default export, or its only function, is called.")
      .transform((module) => ({ module, options: {}, binary: false, deterministic: true, timeoutMs: 60_000 })),
    z.strictObject({
      module: file.describe("A TypeScript or JavaScript file."),
      export: z
        .string()
        .min(1)
        .optional()
        .describe("The function's name. Default: the default export, or the only function."),
      options: z.record(z.string(), z.json()).default({}).describe("Handed to the function as its second argument."),
      binary: z
        .boolean()
        .default(false)
        .describe(
          "The numbers that it answers mean yes (1) or no. A function that answers true or false needs no saying so.",
        ),
      deterministic: z.boolean().default(true).describe("Write false when it asks a model or the network."),
      timeoutMs: z.int().positive().default(60_000).describe("How long a promise that it returns may take, ms."),
    }),
  ]),
  traits: ({ binary, deterministic }) => ({ binary, deterministic }),
  files: ({ module }, { directory }) => importGraph(resolve(directory, module)),
  create: async (options, { directory }) => {
    const name = "export" in options ? options.export : undefined;
    const score = await loadFunction(resolve(directory, options.module), options.module, name);
    return async (subject) => readVerdict(await inTime(score(subject, options.options), options.timeoutMs));
  },
  examples: [
    {
      title: "the default export answers true or false",
      options: "scorers/short.ts",
      files: {
        "scorers/short.ts": "export default ({ output }: { output: string }) => output.length < 280;\n",
      },
      subject: { output: "It takes 5 business days." },
      value: 1,
    },
    {
      title: "another export, with options, answers a value and a reason",
      options: { module: "scorers/brief.ts", export: "brevity", options: { words: 4 } },
      files: {
        "scorers/brief.ts": `import { wordsOf } from "./words.ts";

export function brevity({ output }: { output: string }, { words }: { words: number }) {
  const count = wordsOf(output).length;
  return { value: Math.min(1, words / count), reason: count + " words" };
}
`,
        "scorers/words.ts": "export const wordsOf = (text: string) => text.split(/\\s+/).filter(Boolean);\n",
      },
      subject: { output: "one two three four five" },
      value: 0.8,
    },
  ],
});

async function loadFunction(path: string, shown: string, name: string | undefined): Promise<UserFunction> {
  let exported: Record<string, unknown>;
  try {
    exported = await loadUserModule(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError("scorer-module", `${shown} failed while it was loaded: ${messageOf(error)}`, {
      location: { file: path },
      cause: error,
    });
  }
  const functions = Object.keys(exported).filter((key) => typeof exported[key] === "function");
  const chosen = name ?? (functions.includes("default") || functions.length !== 1 ? "default" : functions[0]);
  const found = exported[chosen ?? "default"];
  if (typeof found === "function") return found as UserFunction;
  throw new InputError("scorer-export", `${shown} has no function "${chosen}"`, {
    location: { file: path },
    hint: functions.length === 0 ? "export default (subject) => true" : `export: one of ${listed(functions)}`,
  });
}

async function inTime(answer: unknown, timeoutMs: number): Promise<unknown> {
  if (!(answer instanceof Promise)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the scorer gave no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
