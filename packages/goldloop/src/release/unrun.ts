import type { Config } from "../config/index.ts";
import { GoldloopError } from "../error/index.ts";
import { suiteKey, type GateInput } from "../gate/index.ts";
import type { StoredRun } from "../run/index.ts";
import { isConfigured } from "./approvable.ts";
import { readApproval } from "./approval.ts";
import { readArchivedRun } from "./archived-run.ts";
import type { BaseHistory } from "./base-history.ts";
import { baselineFolder, projectFiles, type ProjectFiles } from "./baseline-files.ts";

/** What looking for suites that were not run needs. */
export interface UnrunContext {
  config: Pick<Config, "directory" | "suites">;
  runs: readonly StoredRun[];
  /** The ref whose approved baseline counts, in place of the working tree's. */
  ref: string | undefined;
  history: BaseHistory | undefined;
}

/**
 * The suites that the approved baseline or the merge base's goldloop.lock has and that none of the runs measured, by key and sorted, with
 * the number of their promoted examples there: 1 where it cannot be read, since none must not be supposed.
 */
export async function unrunSuites({ config, runs, ref, history }: UnrunContext): Promise<GateInput["unrun"]> {
  const { directory, suites } = config;
  const files = projectFiles(directory, ref);
  const measured = new Set(runs.flatMap(({ record }) => [record.suite, suiteKey(record)]));
  const found = new Map<string, GateInput["unrun"][number]>();
  const keysOfRuns = new Set(runs.map(({ record }) => suiteKey(record)));
  for (const key of await approvedKeys(files)) {
    if (keysOfRuns.has(key)) continue;
    const name = key.split("@", 1)[0] ?? key;
    const promoted = (await promotedIn(files, key)) ?? promotedThen(history, name);
    found.set(key, { suite: key, configured: isConfigured(suites, key), promoted });
    measured.add(name);
  }
  for (const { name } of history?.locked === true ? history.suites : []) {
    if (measured.has(name)) continue;
    found.set(name, { suite: name, configured: suites.has(name), promoted: promotedThen(history, name) });
  }
  return [...found.values()].toSorted((a, b) => (a.suite < b.suite ? -1 : 1));
}

/** A baseline that cannot be read is none to compare with, and blocks as such. */
async function approvedKeys(files: ProjectFiles): Promise<string[]> {
  try {
    return Object.keys((await readApproval(files))?.approval.runs ?? {});
  } catch (error) {
    if (error instanceof GoldloopError && error.code !== "unknown-ref") return [];
    throw error;
  }
}

/** Of the approved run; undefined when it cannot be read. */
async function promotedIn(files: ProjectFiles, key: string): Promise<number | undefined> {
  try {
    const run = await readArchivedRun(files, baselineFolder(key));
    if (run === undefined) return undefined;
    let count = 0;
    for await (const { origin } of run.stored.examples()) if (origin?.kind === "trace") count += 1;
    return count;
  } catch {
    return undefined;
  }
}

function promotedThen(history: BaseHistory | undefined, name: string): number {
  const suite = history?.suites.find((one) => one.name === name);
  return suite === undefined || suite.promoted === undefined ? 1 : suite.promoted.size;
}
