import { existsSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { GoldloopError, InputError, messageOf } from "../error/index.ts";
import { suiteKey, type Baseline, type SuiteBaseline } from "../gate/index.ts";
import { findRuns, isRun, openRun, planSuite, type RunRecord, type StoredRun } from "../run/index.ts";
import { readApproval } from "./approval.ts";
import { readApproved, type Missing } from "./approved.ts";
import { recordedAt, type BaselineContext } from "./baseline-context.ts";
import { baselinesFolder, projectFiles } from "./baseline-files.ts";
import type { FoundBaseline } from "./decide.ts";
import { requireUncommitted } from "./evidence.ts";
import { unfitness } from "./fitness.ts";
import { resolveRef } from "./history.ts";
import { runAtRef } from "./run-at-ref.ts";
import { digestOfRun } from "./run-digest.ts";
import { tabulate } from "./tabulate.ts";
import { requireUnchanged } from "./unchanged.ts";

/**
 * The baseline that a name stands for: `approved`; a run or set of runs (by id, `latest~1`, directory, run.json); a
 * `.jsonl` file of recorded outputs, scored now; a git ref, whose target is run now. What is made now is made under today's
 * pins and recorded beside the runs. A baseline that is not there or cannot be one is told, for gates to block with.
 * Throws InputError: `committed-run` and `changed-baseline` for files that a change brings, `unknown-baseline` for a name that stands for nothing, and what running throws before anything ran.
 */
export async function findBaseline(name: string, context: BaselineContext): Promise<FoundBaseline | Missing> {
  const { config, baseRef } = context;
  if (name === "approved") {
    const approved = await readApproved(config.directory, baseRef);
    return "missing" in approved ? approved : { baseline: approved.baseline, runs: [...approved.runs.values()] };
  }
  const guarded = await guardedOf(context);
  if ("missing" in guarded) return guarded;
  const suites = new Map<string, SuiteBaseline>();
  const runs: StoredRun[] = [];
  const named = await runsOf(name, context);
  for (const { key, dir } of named.runs) {
    const stored = await openRun(dir);
    const wrong = misfit(stored.record, key, context.runs);
    if (wrong !== undefined) return { ...wrong, missing: `the baseline ${name} cannot be used: ${wrong.missing}` };
    if (suites.has(key)) {
      throw new InputError("two-runs", `the baseline ${name} has two runs of ${key}`, { hint: "name one of them" });
    }
    suites.set(key, { table: await tabulate(stored), digest: await digestOfRun(dir) });
    runs.push(stored);
  }
  if (suites.size === 0) {
    const wanted = context.runs.map(suiteKey).join(", ");
    return {
      missing: `${name} has no suite ${wanted}`,
      hint: "goldloop release approve --owner YOU@EXAMPLE.COM   after a run",
    };
  }
  const from = context.inPolicy === true ? `${name} (${named.kind})` : name;
  const baseline: Baseline = { from, release: null, suites, guarded: guarded.ids, interleaved: false };
  return { baseline, runs };
}

async function guardedOf({ config, baseRef }: BaselineContext): Promise<{ ids: ReadonlySet<string> } | Missing> {
  try {
    const read = await readApproval(projectFiles(config.directory, baseRef));
    return { ids: new Set(read?.approval.guarded) };
  } catch (error) {
    if (!(error instanceof GoldloopError) || error.code === "unknown-ref") throw error;
    const missing = `which examples are guarded cannot be read: ${messageOf(error)}`;
    return { missing, hint: "git restore evals/baselines" };
  }
}

interface Named {
  key: string;
  dir: string;
}

/** What a name stands for. */
interface Meant {
  kind: "run" | "file" | "git ref";
  runs: Named[];
}

async function runsOf(name: string, context: BaselineContext): Promise<Meant> {
  const { config, from, inPolicy = false } = context;
  // A change could bring a path that is named as the branch which the policy means.
  if (inPolicy && (await isRef(name, config.directory))) return atRef(name, context);
  const path = resolve(from, name);
  if (name.endsWith(".jsonl") && statSync(path, { throwIfNoEntry: false })?.isFile() === true) {
    await requireTrusted(path, context);
    return { kind: "file", runs: [await scoreRecorded(path, context)] };
  }
  let dirs: string[];
  try {
    dirs = await findRuns(config.directory, from, name);
  } catch (error) {
    const isPath = isRun(path) || existsSync(path) || basename(name) === "run.json";
    if (!(error instanceof InputError) || error.code !== "no-run" || name.startsWith("latest") || isPath) throw error;
    await requireRef(name, config.directory);
    return atRef(name, context);
  }
  for (const dir of dirs) await requireTrusted(dir, context);
  const runs = await Promise.all(dirs.map(async (dir) => ({ key: suiteKey((await openRun(dir)).record), dir })));
  return { kind: "run", runs };
}

async function atRef(name: string, context: BaselineContext): Promise<Meant> {
  const finished = await runAtRef(name, context);
  return { kind: "git ref", runs: [...finished].map(([key, { dir }]) => ({ key, dir })) };
}

/** Refuses files that the change under test brings: a run that git tracks, unless it is an approved one or as the base has it. */
async function requireTrusted(path: string, { config, baseRef, inPolicy = false }: BaselineContext): Promise<void> {
  if (inPolicy) {
    if (baseRef !== undefined) await requireUnchanged(path, baseRef);
    return;
  }
  const approved = relative(join(config.directory, baselinesFolder), path);
  const isApproved = approved !== "" && !approved.startsWith("..") && !isAbsolute(approved);
  if (!isApproved && isRun(path)) await requireUncommitted(path);
}

async function isRef(name: string, directory: string): Promise<boolean> {
  try {
    await resolveRef(directory, name);
    return true;
  } catch (error) {
    if (error instanceof InputError && error.code !== "ambiguous-ref") return false;
    throw error;
  }
}

async function requireRef(name: string, directory: string): Promise<void> {
  try {
    await resolveRef(directory, name);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError("unknown-baseline", `there is no run, file or git ref "${name}" to be the baseline`, {
      cause: error,
      hint: `${error.code === "unknown-ref" ? `${error.hint}\n` : ""}goldloop view --list   lists the runs`,
    });
  }
}

/** Scores recorded outputs under today's pins, as the baseline of the one suite that is judged. */
async function scoreRecorded(file: string, context: BaselineContext): Promise<Named> {
  const { config, environment, from, runs } = context;
  const [record] = runs;
  if (record === undefined || runs.length > 1) {
    throw new InputError(
      "replay-one-suite",
      `${file} holds the outputs of one suite, and ${runs.length} runs are judged`,
      {
        hint: `goldloop gate --run RUN --baseline ${file}`,
      },
    );
  }
  const key = suiteKey(record);
  const suite = config.suites.get(record.suite);
  if (suite === undefined) {
    throw new InputError("unknown-suite", `the configuration has no suite ${record.suite} any more`, {
      hint: "goldloop run",
    });
  }
  const { filter, split, tags, limit } = record.selection;
  const options = { filter, split: split ?? undefined, tags, limit: limit ?? undefined, replay: file };
  const [plan] = await planSuite(suite, options, environment, from);
  if (plan === undefined) throw new InputError("no-suite", `suite ${record.suite} has nothing to run`);
  const out = await recordedAt(config.directory, file, key);
  const { dir } = await context.run(plan, { out });
  return { key, dir };
}

/** Why a run cannot be the baseline of the one that is judged. A partial one can, for a run of the same part. */
function misfit(record: RunRecord, key: string, judged: readonly RunRecord[]): Missing | undefined {
  const unfit = unfitness(record);
  if (unfit === undefined) return undefined;
  const other = judged.find((one) => suiteKey(one) === key);
  if (unfit.code === "partial" && other !== undefined && partOf(other) === partOf(record)) return undefined;
  return { missing: `${record.id}: ${unfit.reason}`, hint: unfit.hint };
}

function partOf({ selection: { filter, split, tags, limit, shard } }: RunRecord): string {
  return JSON.stringify({ filter, split, tags, limit, shard });
}
