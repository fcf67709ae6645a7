import { resolve } from "node:path";
import { InputError } from "../error/index.ts";
import {
  checkPins,
  estimateRun,
  findRun,
  openRun,
  planSuite,
  runPlan,
  selectSuites,
  writeRunSet,
  type FinishedRun,
  type Plan,
  type RunOptions,
  type RunRecord,
  type RunSetting,
} from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { formatEstimate } from "./estimate-text.ts";
import { keepMemorySmall } from "./memory.ts";
import { duration, Progress } from "./progress.ts";
import { openProject, type Project } from "./project.ts";
import { parseReporters, report } from "./reporting.ts";

/** The flags of `goldloop run`, by name. */
interface RunFlags {
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

/** Runs suites. 0 when everything was measured, 3 when something could not be. */
export async function runCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as unknown as RunFlags;
  const reporters = parseReporters(flags.reporter ?? [], call.json);
  if (flags.watch === true) {
    const { watchCommand } = await import("./watch-command.ts");
    return watchCommand(call, context);
  }
  const project = await openProject(context, call.flags, { cache: flags.cache });
  try {
    const releaseMemory = keepMemorySmall();
    const { plans, resume } = await planRuns(call.arguments, flags, project, context);
    if (flags.estimate === true) return await estimate(plans, project, call, context);
    const progress = new Progress(context);
    const setting: RunSetting = {
      config: project.config,
      environment: context.environment,
      models: project.models,
      frozen: flags.frozen ?? context.environment.ci,
      cache: flags.cache,
      maxCostUsd: flags.maxCost,
      resume,
      signal: context.signal,
      releaseMemory,
      version: context.version,
      events: {
        onStart: ({ suite, target, total, done }) =>
          progress.start(target === null ? suite : `${suite} (${target})`, total, done),
        onResult: (line) => progress.add(line),
        onRetry: ({ attempt, delayMs, error }) =>
          progress.note(`${error.message}; trying again in ${duration(delayMs)} (${attempt})`),
      },
    };
    // Exit code 2 means that nothing was run: what keeps any of the suites from starting is found before the first starts.
    for (const next of plans) await checkPins(next, setting);
    const finished: FinishedRun[] = [];
    for (const next of plans) {
      const out = outFolder(flags.out, plans.length, next);
      finished.push(await runPlan(next, { ...setting, out, maxCostUsd: left(flags.maxCost, finished) }));
      progress.clear();
    }
    const set = finished.length > 1 ? await writeRunSet(project.config.directory, finished) : undefined;
    const runs = await Promise.all(finished.map(({ dir }) => openRun(dir)));
    await report(runs, set, reporters, {
      context,
      directory: project.config.directory,
      json: call.json,
      all: flags.all === true,
      color: hasColor(context.stdout, context.environment),
    });
    return finished.every(({ record }) => record.status === "complete" && record.errors === 0) ? 0 : 3;
  } finally {
    await project.models.close();
  }
}

async function planRuns(
  names: readonly string[],
  flags: RunFlags,
  project: Project,
  context: Context,
): Promise<{ plans: Plan[]; resume: string | undefined }> {
  const environment = { models: project.models, judges: project.judges, variables: context.environment.variables };
  const { config } = project;
  if (flags.resume !== undefined) {
    const decided = (["trials", "filter", "split", "limit", "shard", "replay", "out"] as const).find(
      (name) => flags[name] !== undefined,
    );
    if (decided !== undefined) {
      throw new InputError("resume-decided", `--${decided} cannot be changed for a run that goes on`, {
        hint: "goldloop run --resume   goes on as it began",
      });
    }
    const dir = await findRun(config.directory, context.directory, flags.resume === true ? "latest" : flags.resume);
    const { record } = await openRun(dir);
    if (names.length > 0 && !names.includes(record.suite)) {
      throw new InputError(
        "resume-other-suite",
        `the run ${record.id} is of ${record.suite}, not of ${names.join(", ")}`,
        {
          hint: `goldloop run --resume ${record.id}`,
        },
      );
    }
    const [suite] = selectSuites(config, [record.suite]);
    if (suite === undefined) return { plans: [], resume: dir };
    const plans = await planSuite(suite, optionsOfRecord(record, flags), environment, context.directory);
    return { plans: plans.filter((one) => one.targetName === record.target), resume: dir };
  }
  const suites = selectSuites(config, names);
  const options: RunOptions = flags;
  if (options.replay !== undefined && suites.length > 1) {
    throw new InputError("replay-one-suite", "outputs can be replayed for one suite at a time", {
      hint: `goldloop run ${suites[0]?.name} --replay ${options.replay}`,
    });
  }
  const plans: Plan[] = [];
  for (const suite of suites) plans.push(...(await planSuite(suite, options, environment, context.directory)));
  return { plans, resume: undefined };
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

function outFolder(out: string | undefined, count: number, plan: Plan): string | undefined {
  if (out === undefined || count === 1) return out;
  return resolve(
    out,
    [plan.suite.name, plan.targetName]
      .filter((part) => part !== null)
      .join("-")
      .replaceAll("/", "-"),
  );
}

/** One budget for all suites of the command. */
function left(maxUsd: number | undefined, finished: readonly FinishedRun[]): number | undefined {
  if (maxUsd === undefined) return undefined;
  const spent = finished.reduce((sum, { record }) => sum + (record.costUsd?.total ?? 0) + record.judgeCostUsd, 0);
  return Math.max(maxUsd - spent, Number.MIN_VALUE);
}

async function estimate(plans: readonly Plan[], project: Project, call: Call, context: Context): Promise<number> {
  const estimates = await Promise.all(plans.map((next) => estimateRun(next, project.config)));
  if (call.json) context.stdout.write(`${JSON.stringify({ schema: "goldloop/estimate/v1", runs: estimates })}\n`);
  else context.stdout.write(formatEstimate(estimates));
  return 0;
}
