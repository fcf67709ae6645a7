import type { Example } from "../dataset/index.ts";
import type { Reporter } from "./reporter.ts";

/** One line per example and trial: the result with the example's input, expectation, tags and metadata. */
export const jsonl: Reporter = {
  name: "jsonl",
  description: "one line per example and trial, with the example's input and expectation",
  fileExtension: "jsonl",
  async *render({ runs }) {
    for (const run of runs) {
      const examples = new Map<string, Example>();
      for await (const example of run.examples()) examples.set(example.id, example);
      for await (const line of run.results()) {
        const { input, expected, tags, split, metadata } = examples.get(line.id) ?? {};
        yield `${JSON.stringify({ run: run.record.id, suite: run.record.suite, input, expected, tags, split, metadata, ...line })}\n`;
      }
    }
  },
};
