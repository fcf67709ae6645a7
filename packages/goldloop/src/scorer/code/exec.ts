import { statSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { Json } from "../../digest/index.ts";
import { defineScorer, type Finding, type Subject } from "../definition.ts";
import { readVerdict } from "../verdict.ts";
import { runProcess } from "./process.ts";

const command = z.union([
  z.string().min(1, "must not be empty"),
  z.array(z.string()).refine(([program]) => program !== undefined && program !== "", "must name a program"),
]);

/**
 * A program in any language, started once for each score. It gets the subject as one JSON line on standard input and
 * answers on standard output: the last line that is not empty is its verdict as JSON, `{"value": 0.8, "reason": "..."}`,
 * `{"pass": true}`, a number, true or false. A non-zero exit, no JSON or no answer in time is an error.
 */
export const exec = defineScorer({
  name: "exec",
  revision: 1,
  family: "code",
  summary: "A program of your own in any language: one JSON line in, one JSON line out.",
  limits:
    "Its digest covers the command and the files that it names (and those under `files`), not the program itself or what it imports.",
  deterministic: true,
  binary: false,
  options: z.union([
    command
      .describe("A command for the shell, or a list of the program and its arguments, without a shell.")
      .transform((one) => ({
        command: one,
        timeoutMs: 30_000,
        files: [] as string[],
        binary: false,
        deterministic: true,
      })),
    z.strictObject({
      command: command.describe(
        "A command for the shell, or a list of the program and its arguments, without a shell.",
      ),
      timeoutMs: z.int().positive().default(30_000).describe("How long one score may take, ms."),
      files: z.array(z.string().min(1)).default([]).describe("Further files that belong to its digest."),
      binary: z.boolean().default(false).describe("The numbers that it answers mean yes (1) or no."),
      deterministic: z.boolean().default(true).describe("Write false when it asks a model or the network."),
    }),
  ]),
  traits: ({ binary, deterministic }) => ({ binary, deterministic }),
  files: ({ command: started, files }, { directory }) => [
    ...files,
    ...wordsOf(started).filter((word) => isFile(resolve(directory, word))),
  ],
  create: ({ command: started, timeoutMs }, { directory, variables }) => {
    return async (subject) => {
      const input = `${lineOf(subject)}\n`;
      const printed = await runProcess({
        command: started,
        directory,
        variables,
        input,
        timeoutMs,
        signal: subject.signal,
      });
      return verdictIn(printed);
    };
  },
  examples: [
    {
      title: "a program in Python: `print` the verdict last",
      options: ["python3", "scorers/shouting.py"],
      files: {
        "scorers/shouting.py": `import json, sys

words = json.load(sys.stdin)["output"].split()
loud = [word for word in words if word.isupper()]
print("stray lines before the verdict do no harm")
print(json.dumps({"value": 1 - len(loud) / len(words), "reason": f"{len(loud)} shouted"}))
`,
      },
      subject: { output: "HELLO there" },
      value: 0.5,
    },
    {
      title: "through the shell",
      options: { command: `grep -q refund && echo true || echo '{"pass": false, "reason": "no refund"}'` },
      subject: { output: "hello there" },
      value: 0,
    },
  ],
});

/** The subject without its abort signal, as one line of JSON. */
function lineOf(subject: Subject): string {
  const { example, output, trial, trace, conversation, latencyMs, usage, costUsd } = subject;
  return JSON.stringify({ example, output, trial, latencyMs, usage, costUsd, trace, conversation });
}

function verdictIn(printed: string): Finding {
  const line = printed.split("\n").findLast((one) => one.trim() !== "");
  if (line === undefined) throw new Error("the program answered nothing");
  let answer: Json;
  try {
    answer = JSON.parse(line) as Json;
  } catch {
    throw new Error(`the program answered no JSON: ${line.trim().slice(0, 100)}`);
  }
  return readVerdict(answer);
}

function wordsOf(started: string | readonly string[]): string[] {
  if (typeof started !== "string") return [...started];
  return started.split(/\s+/).map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
