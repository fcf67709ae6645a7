import { InputError } from "../error/index.ts";
import {
  checkStart,
  estimateRun,
  openRun,
  runPlan,
  writeRunSet,
  type FinishedRun,
  type Plan,
  type RunRecord,
  type RunSetting,
} from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { formatEstimate } from "./estimate-text.ts";
import { canariesOf } from "./judge-canaries.ts";
import { keepMemorySmall } from "./memory.ts";
import { duration, Progress } from "./progress.ts";
import { openProject, type Project } from "./project.ts";
import { parseReporters, prepareReporting, report, type ReportPlace } from "./reporting.ts";
import { planSteps, type RunFlags, type Step } from "./run-steps.ts";

/** From so many example-trials on, memory is released before the report. */
const largeRun = 10_000;

/** Runs suites. 0 when everything was measured, 3 when something could not be. */
export async function runCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as unknown as RunFlags;
  const reporters = parseReporters(flags.reporter ?? [], call.json);
  requireStage(flags, call);
  if (flags.watch === true) {
    const { watchCommand } = await import("./watch-command.ts");
    return watchCommand(call, context);
  }
  const project = await openProject(context, call.flags, { cache: flags.cache });
  try {
    const releaseMemory = keepMemorySmall();
    const { steps, set } = await planSteps(call.arguments, flags, project, context);
    const gating = flags.stage === undefined ? undefined : await import("./run-gate.ts");
    await gating?.checkGate(flags, reporters, project, context);
    if (flags.estimate === true) return await estimate(plansOf(steps), project, call, context);
    const progress = new Progress(context);
    const setting: RunSetting = {
      config: project.config,
      environment: context.environment,
      models: project.models,
      frozen: flags.frozen ?? context.environment.ci,
      cache: flags.cache,
      maxCostUsd: flags.maxCost,
      signal: context.signal,
      releaseMemory,
      version: context.version,
      askCanary: canariesOf(project, context),
      events: {
        onStart: ({ suite, target, total, done }) => {
          // As soon as one of them is there: the others belong to it, started or not.
          if (set !== undefined) writeRunSet(set);
          progress.start(target === null ? suite : `${suite} (${target})`, total, done);
          // A moment later the first calls are under way.
          setTimeout(prepareReporting, 30).unref();
        },
        onResult: (line) => progress.add(line),
        onNotice: (text) => progress.note(text),
        onRetry: ({ attempt, delayMs, error }) =>
          progress.note(`${error.message}; trying again in ${duration(delayMs)} (${attempt})`),
      },
    };
    // Exit code 2 means that nothing was run: what keeps any of the suites from starting is found before the first starts.
    // A single one is checked as it starts.
    if (plansOf(steps).length > 1) await checkStart(plansOf(steps), setting);
    const finished: FinishedRun[] = steps.flatMap(({ done }) => done ?? []);
    await runSteps(steps, finished, flags, setting, progress);
    if (finished.some(({ record }) => record.planned >= largeRun)) releaseMemory();
    const order = new Map(set?.dirs.map((dir, index) => [dir, index]));
    const inOrder = finished.toSorted((a, b) => (order.get(a.dir) ?? 0) - (order.get(b.dir) ?? 0));
    const runs = await Promise.all(inOrder.map(({ dir }) => openRun(dir)));
    const place: ReportPlace = {
      context,
      directory: project.config.directory,
      json: call.json,
      all: flags.all === true,
      color: hasColor(context.stdout, context.environment),
    };
    const measured = finished.every(({ record }) => record.status === "complete" && record.errors === 0) ? 0 : 3;
    if (gating !== undefined) {
      return await gating.reportAndGate({ runs, set, reporters, place, measured }, flags, project, context);
    }
    await report(runs, set, reporters, place);
    return measured;
  } finally {
    await project.models.close();
  }
}

function plansOf(steps: readonly Step[]): Plan[] {
  return steps.flatMap(({ plan }) => plan ?? []);
}

/** Runs what is to be run, taking it off the list: a plan holds its dataset, and the report needs the room. */
async function runSteps(
  steps: Step[],
  finished: FinishedRun[],
  flags: RunFlags,
  setting: RunSetting,
  progress: Progress,
): Promise<void> {
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const { plan, id, out, resume } = step;
    if (plan === undefined) continue;
    const later = steps.flatMap(({ earlier }) => earlier ?? []);
    const maxCostUsd = left(flags.maxCost, [...finished.map(({ record }) => record), ...later]);
    finished.push(await runPlan(plan, { ...setting, id, out, resume, maxCostUsd }));
    progress.clear();
  }
}

/** What a run is judged with means nothing without a stage; from the environment it may be meant for `goldloop gate`. */
function requireStage({ stage, watch }: RunFlags, { typed }: Call): void {
  if (stage !== undefined || watch === true) return;
  const lonely = ["policy", "baseline", "baseRef", "at"].find((flag) => typed.has(flag));
  if (lonely === undefined) return;
  const flag = lonely === "baseRef" ? "base-ref" : lonely;
  throw new InputError("no-stage", `--${flag} says what a run is judged with, and no --stage asks for that`, {
    hint: "goldloop run --stage pull-request",
  });
}

/** One budget for all suites of the command: what other runs have spent is gone. */
function left(maxUsd: number | undefined, others: readonly RunRecord[]): number | undefined {
  if (maxUsd === undefined) return undefined;
  const spent = others.reduce((sum, { costUsd, judgeCostUsd }) => sum + (costUsd?.total ?? 0) + judgeCostUsd, 0);
  return Math.max(maxUsd - spent, Number.MIN_VALUE);
}

async function estimate(plans: readonly Plan[], project: Project, call: Call, context: Context): Promise<number> {
  const estimates = await Promise.all(plans.map((next) => estimateRun(next, project.config)));
  if (call.json) context.stdout.write(`${JSON.stringify({ schema: "goldloop/estimate/v1", runs: estimates })}\n`);
  else context.stdout.write(formatEstimate(estimates));
  return 0;
}
