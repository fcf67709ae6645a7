import { basename, resolve } from "node:path";
import { InputError } from "../error/index.ts";
import {
  findRuns,
  findRunSet,
  isRun,
  openRun,
  planRunSet,
  planSuite,
  selectSuites,
  type FinishedRun,
  type Plan,
  type RunOptions,
  type RunRecord,
  type RunSetMember,
  type StoredRunSet,
} from "../run/index.ts";
import type { Context } from "./context.ts";
import type { GateFlags } from "./gate-command.ts";
import type { Project } from "./project.ts";

/** The flags of `goldloop run`, by name. */
export interface RunFlags extends GateFlags {
  trials?: number;
  concurrency?: number;
  filter?: string[];
  split?: string;
  limit?: number;
  shard?: { index: number; count: number };
  watch?: boolean;
  frozen?: boolean;
  resume?: string | true;
  cache: boolean;
  maxCost?: number;
  estimate?: boolean;
  replay?: string;
  out?: string;
  reporter?: string[];
  all?: boolean;
}

/** One run of the command: to be started, to be gone on with (`resume`), or finished earlier (`done`). */
export interface Step {
  plan?: Plan;
  id?: string | undefined;
  out?: string | undefined;
  resume?: string;
  /** What is known of a run that goes on. */
  earlier?: RunRecord;
  done?: FinishedRun;
}

/** What a command line runs. */
export interface Steps {
  steps: Step[];
  /** Set when the runs belong together; not on disk yet unless it goes on. */
  set: StoredRunSet | undefined;
}

/** Plans what `goldloop run` does: the suites that were named, or what an earlier run or set left. Throws InputError. */
export async function planSteps(
  names: readonly string[],
  flags: RunFlags,
  project: Project,
  context: Context,
): Promise<Steps> {
  if (flags.resume !== undefined) return resumeSteps(names, flags, project, context);
  const suites = selectSuites(project.config, names);
  if (flags.replay !== undefined && suites.length > 1) {
    throw new InputError("replay-one-suite", "outputs can be replayed for one suite at a time", {
      hint: `goldloop run ${suites[0]?.name} --replay ${flags.replay}`,
    });
  }
  const plans: Plan[] = [];
  for (const suite of suites)
    plans.push(...(await planSuite(suite, flags, environmentOf(project, context), context.directory)));
  if (plans.length < 2) return { steps: plans.map((plan) => ({ plan, out: flags.out })), set: undefined };
  const members = plans.map(({ suite, targetName }) => ({ suite: suite.name, target: targetName }));
  const out = flags.out === undefined ? undefined : resolve(context.directory, flags.out);
  const set = planRunSet(project.config.directory, members, flags, out);
  return { steps: plans.map((plan, index) => ({ plan, ...placeOf(set.dirs[index] ?? "", out) })), set };
}

/** A run whose place was decided: in the folder of runs its name is its id. */
function placeOf(dir: string, out: string | undefined): Pick<Step, "id" | "out"> {
  return out === undefined ? { id: basename(dir), out: dir } : { out: dir };
}

async function resumeSteps(
  names: readonly string[],
  flags: RunFlags,
  project: Project,
  context: Context,
): Promise<Steps> {
  const decided = (["trials", "filter", "split", "limit", "shard", "replay", "out"] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (decided !== undefined) {
    throw new InputError("resume-decided", `--${decided} cannot be changed for a run that goes on`, {
      hint: "goldloop run --resume   goes on as it began",
    });
  }
  const { directory } = project.config;
  const name = flags.resume === undefined || flags.resume === true ? "latest" : flags.resume;
  const set = await findRunSet(directory, context.directory, name);
  if (set !== undefined) return resumeSet(set, names, flags, project, context);
  const [dir = ""] = await findRuns(directory, context.directory, name);
  const { record } = await openRun(dir);
  if (names.length > 0 && !names.includes(record.suite)) throw otherSuite(record.id, [record.suite], names);
  const plan = await planOf(record, optionsOfRecord(record, flags), project, context);
  return { steps: [{ plan, resume: dir, earlier: record }], set: undefined };
}

/**
 * Goes on with the runs of a set that are incomplete or have errors, and starts those that never started. With names,
 * only those of these suites, and then not as a set.
 */
async function resumeSet(
  set: StoredRunSet,
  names: readonly string[],
  flags: RunFlags,
  project: Project,
  context: Context,
): Promise<Steps> {
  const suites = set.members.map(({ suite }) => suite);
  if (names.length > 0 && !suites.some((suite) => names.includes(suite))) throw otherSuite(set.id, suites, names);
  const inRuns = basename(set.dir) === set.id;
  const steps: Step[] = [];
  for (const [index, dir] of set.dirs.entries()) {
    const member = set.members[index];
    if (member === undefined) continue;
    if (names.length > 0 && !names.includes(member.suite)) continue;
    if (!isRun(dir)) {
      const options = { ...set.options, concurrency: flags.concurrency ?? set.options.concurrency };
      const plan = await planOf(member, options, project, context);
      steps.push({ plan, ...placeOf(dir, inRuns ? undefined : dir) });
      continue;
    }
    const { record } = await openRun(dir);
    if (record.status === "complete" && record.errors === 0) steps.push({ done: { dir, record } });
    else {
      const plan = await planOf(record, optionsOfRecord(record, flags), project, context);
      steps.push({ plan, resume: dir, earlier: record });
    }
  }
  return { steps, set: steps.length === set.dirs.length ? set : undefined };
}

function otherSuite(id: string, suites: readonly string[], names: readonly string[]): InputError {
  return new InputError("resume-other-suite", `${id} is of ${suites.join(", ")}, not of ${names.join(", ")}`, {
    hint: `goldloop run --resume ${id}`,
  });
}

async function planOf(
  { suite: name, target }: RunSetMember,
  options: RunOptions,
  project: Project,
  context: Context,
): Promise<Plan> {
  const [suite] = selectSuites(project.config, [name]);
  const plans =
    suite === undefined ? [] : await planSuite(suite, options, environmentOf(project, context), context.directory);
  const plan = plans.find((one) => one.targetName === target);
  if (plan !== undefined) return plan;
  const lost = target === null ? "a single target" : `the target ${target}`;
  throw new InputError("resume-changed", `the run cannot go on: ${name} has not ${lost} any more`, {
    hint: `goldloop run ${name}`,
  });
}

function environmentOf({ models, judges }: Project, context: Context) {
  return { models, judges, variables: context.environment.variables };
}

function optionsOfRecord(record: RunRecord, flags: RunFlags): RunOptions {
  const { filter, split, tags, limit, shard } = record.selection;
  return {
    trials: record.trials,
    concurrency: flags.concurrency,
    filter,
    split: split ?? undefined,
    tags,
    limit: limit ?? undefined,
    shard: shard ?? undefined,
    replay: record.replay?.file,
  };
}
