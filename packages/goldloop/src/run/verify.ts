import { InputError } from "../error/index.ts";
import type { StoredRun } from "./record.ts";
import { resultsFile } from "./store.ts";

/**
 * Checks that a stored run still holds what it recorded: as many results as run.json says were executed, each for an
 * example of the run, for a trial of it, and once. Throws InputError: `results-changed`, `broken-line`.
 */
export async function verifyRun(run: StoredRun): Promise<void> {
  const ids = new Set<string>();
  for await (const { id } of run.examples()) ids.add(id);
  const { trials } = run.record;
  const seen = new Set<string>();
  for await (const { id, trial } of run.results()) {
    const key = `${trial} ${id}`;
    const fault = seen.has(key)
      ? "is there twice"
      : !ids.has(id)
        ? "is of no example of the run"
        : !Number.isInteger(trial) || trial < 0 || trial >= trials
          ? `is beyond the run's ${trials} trials`
          : undefined;
    if (fault !== undefined) {
      throw new InputError("results-changed", `${run.dir}: the result of ${id}, trial ${trial}, ${fault}`, {
        location: { file: run.dir },
        hint: `restore ${resultsFile}, or run again: goldloop run ${run.record.suite}`,
      });
    }
    seen.add(key);
  }
}
