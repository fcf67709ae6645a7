import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/index.ts";
import { digestOf, shortDigest } from "../digest/index.ts";
import type { FinishedRun, Plan, RunRecord } from "../run/index.ts";
import type { ScorerEnvironment } from "../scorer/index.ts";

/** What looking for a baseline needs. */
export interface BaselineContext {
  config: Config;
  /** Where a relative path starts: where the command was typed, or the project's folder for one that the policy names. */
  from: string;
  /** The runs that are judged: what a baseline is made for, where one is made. */
  runs: readonly RunRecord[];
  /** The ref whose approved baseline counts, in place of the working tree's. */
  baseRef?: string | undefined;
  /** The policy names it, not who judges: then a git ref goes before a path, and under a base ref a file counts only as it is there. */
  inPolicy?: boolean | undefined;
  environment: Omit<ScorerEnvironment, "directory">;
  /** Runs a plan and records it in a folder, as `runPlan` does, not frozen. */
  run: (plan: Plan, place: { out: string }) => Promise<FinishedRun>;
}

/**
 * The empty folder in which a baseline that is made now is recorded. Not among the runs: `latest` must stay what was
 * measured last of the application.
 */
export async function recordedAt(directory: string, name: string, key: string): Promise<string> {
  const slug = `${key}-${name}`.replace(/[^A-Za-z0-9]+/g, "-").slice(-60);
  const folder = join(directory, ".goldloop", "baselines", `${slug}-${shortDigest(digestOf(`${key}\n${name}`))}`);
  await rm(folder, { recursive: true, force: true });
  return folder;
}
