import type { Example } from "../dataset/index.ts";
import type { StoredRun } from "../run/index.ts";
import type { Reporter } from "./reporter.ts";

/** One line per example and trial: the result with the example's input, expectation, tags and metadata. */
export const jsonl: Reporter = {
  name: "jsonl",
  description: "one line per example and trial, with the example's input and expectation",
  fileExtension: "jsonl",
  async *render({ runs }) {
    for (const run of runs) yield* linesOf(run);
  },
};

async function* linesOf(run: StoredRun): AsyncGenerator<string> {
  const { id, suite, target } = run.record;
  const examples = new ExampleCursor(run);
  for await (const line of run.results()) {
    const { input, expected, tags, split, metadata } = (await examples.find(line.id)) ?? {};
    yield `${JSON.stringify({ run: id, suite, target, input, expected, tags, split, metadata, ...line })}\n`;
  }
}

/**
 * Finds the example of each result while both are read in step. Results come nearly in the dataset's order; what was
 * read ahead is kept until all trials of it are through.
 */
class ExampleCursor {
  private readonly trials: number;
  private readonly read: AsyncIterator<Example>;
  private readonly waiting = new Map<string, { example: Example; left: number }>();

  constructor(run: StoredRun) {
    this.trials = run.record.trials;
    this.read = run.examples()[Symbol.asyncIterator]();
  }

  async find(id: string): Promise<Example | undefined> {
    while (!this.waiting.has(id)) {
      const { done, value } = await this.read.next();
      if (done === true) return undefined;
      this.waiting.set(value.id, { example: value, left: this.trials });
    }
    const entry = this.waiting.get(id);
    if (entry !== undefined && --entry.left === 0) this.waiting.delete(id);
    return entry?.example;
  }
}
