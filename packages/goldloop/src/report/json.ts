import type { RunSummary, StoredRun } from "../run/index.ts";
import type { Reporter } from "./reporter.ts";

/** The summary of a run as `--json` prints it: run.json without what only describes the process, with its folder. */
function summaryOf({ dir, record }: StoredRun): RunSummary {
  const { goldloop: _g, environment: _e, ...summary } = record;
  return { ...summary, dir };
}

/** One document: goldloop/run/v1, or goldloop/run-set/v1 for several runs. */
export const json: Reporter = {
  name: "json",
  description: "one JSON document with every figure",
  fileExtension: "json",
  async *render({ runs, setId }) {
    const [only] = runs;
    const document =
      runs.length === 1 && only !== undefined
        ? summaryOf(only)
        : { schema: "goldloop/run-set/v1", id: setId ?? null, runs: runs.map(summaryOf) };
    yield `${JSON.stringify(document)}\n`;
  },
};
