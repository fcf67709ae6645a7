import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { publishVariables, type Config, type Environment } from "../config/index.ts";
import { InputError } from "../error/index.ts";
import { createPriceTable, createRateLimiter, type OpenModels } from "../model/index.ts";
import {
  blockedAfterMs,
  createWatchdog,
  exporterVariables,
  identifyTarget,
  openTarget,
  startSpanReceiver,
  wrapConversation,
  type OpenTarget,
  type SpanReceiver,
  type TargetEnvironment,
  type TargetIdentity,
  type Watchdog,
} from "../target/index.ts";
import { Budget, type BudgetStop } from "./budget.ts";
import { askCanaries, canaryNotices, costOfCanaries, type AskCanary } from "./canaries.ts";
import type { RunEvents } from "./events.ts";
import { execute, type ExecutionEnd } from "./execute.ts";
import { gitState } from "./git.ts";
import { OutputCache } from "./output-cache.ts";
import { checkPins, type PinCheck } from "./pin-check.ts";
import type { Plan, Task } from "./plan.ts";
import { writeExamples } from "./examples.ts";
import type { ResultLine, RunRecord } from "./record.ts";
import { judgeAgain, spentOn, type Asking } from "./rejudge.ts";
import { hasInfrastructureError, hasScoreError, takeOver } from "./resume.ts";
import { commitChanges, commitMoved, isOpaque, targetChanges } from "./same-target.ts";
import { Slots } from "./slots.ts";
import { lockRun } from "./run-lock.ts";
import { newRunId, openRun, resultsFile, runsDirectory, writeRunRecord } from "./store.ts";
import { Summariser } from "./summarise.ts";
import { homeBeside } from "./target-home.ts";
import { LineWriter } from "./writer.ts";

/** What a run needs beside its plan. */
export interface RunSetting {
  config: Config;
  environment: Environment;
  models: OpenModels;
  /** Refuse to start unless the pins equal goldloop.lock. */
  frozen: boolean;
  /** Use `.goldloop/cache` for the outputs of suites that say `cache: true`. */
  cache: boolean;
  maxCostUsd?: number | undefined;
  /** The run's id, when it was chosen beforehand (the runs of a set). */
  id?: string | undefined;
  /** A folder for the run in place of `.goldloop/runs/<id>`. */
  out?: string | undefined;
  /** The directory of a run to go on with. */
  resume?: string | undefined;
  signal: AbortSignal;
  /** Called between the phases of a large run. */
  releaseMemory?: (() => void) | undefined;
  events: RunEvents;
  /** Asks the canaries of judges; without it they count as not asked. */
  askCanary?: AskCanary | undefined;
  /** This package's version. */
  version: string;
}

/** From so many example-trials on, memory is released between phases. */
const largeRun = 10_000;

/** A finished run. */
export interface FinishedRun {
  dir: string;
  record: RunRecord;
}

/** Runs a plan and records it. Throws InputError before anything ran; afterwards the record says what is missing. */
export async function runPlan(plan: Plan, setting: RunSetting): Promise<FinishedRun> {
  const { config, events } = setting;
  // Asked before the target is loaded, and waited for before it is called.
  const home = plan.targetHome ?? homeBeside(plan.suite, config.directory);
  const asked = gitState(home.project);
  const pinCheck = await checkPins(plan, setting);
  const earlier = setting.resume === undefined ? undefined : (await openRun(setting.resume)).record;
  const startedAt = new Date();
  const id = earlier?.id ?? setting.id ?? newRunId(plan.suite.name, plan.targetName, startedAt);
  const dir =
    setting.resume ?? (setting.out === undefined ? join(runsDirectory(config.directory), id) : resolve(setting.out));
  if (earlier === undefined && existsSync(join(dir, resultsFile))) {
    throw new InputError("run-exists", `${dir} already holds a run`, {
      hint: `goldloop run --resume ${dir}`,
      location: { file: dir },
    });
  }

  const receiver = plan.replay === undefined ? await startSpanReceiver() : undefined;
  let target: OpenTarget | undefined;
  let watchdog: Watchdog | undefined;
  let giveBack: (() => void) | undefined;
  try {
    if (receiver !== undefined) publishVariables(exporterVariables(receiver.endpoint));
    const environment: TargetEnvironment = {
      directory: home.directory,
      models: setting.models,
      variables: setting.environment.variables,
      otlpEndpoint: receiver?.endpoint,
    };
    const opened = await openTarget(plan.targetSpec, environment, home.codeFile);
    const conversing = wrapConversation(opened.target, plan.suite.simulatedUser, setting.models);
    target = conversing;
    if (plan.suite.cache === true) refuseBlindCache(plan, opened.identity);
    const [git] = await Promise.all([asked, mkdir(dir, { recursive: true })]);
    giveBack = lockRun(dir);
    if (opened.identity.kind === "module" || opened.identity.kind === "function") {
      watchdog = createWatchdog(blockedAfterMs(plan.suite.timeoutMs ?? 60_000));
    }
    const opaque = isOpaque(opened.identity, plan.targetFilesNamed);
    const doubts = [...reasonsOf(earlier), ...(earlier !== undefined && opaque ? commitChanges(earlier.git, git) : [])];
    const record = recordOf(plan, setting, {
      id,
      startedAt,
      pinCheck,
      identity: opened.identity,
      git,
      earlier,
      doubts,
    });
    if (earlier !== undefined) checkSame(earlier, record);
    // Goes on while the first calls are under way; no result is recorded before it is done.
    const begun = begin(dir, plan, record, earlier === undefined);
    begun.catch(() => undefined);
    if (earlier !== undefined) await begun;

    const summary = new Summariser();
    const done = new Set<string>();
    const budget = budgetOf(plan, setting);
    budget?.spendBeside(costOfCanaries(earlier?.canaries));
    let notJudged: BudgetStop | undefined;
    if (earlier !== undefined) {
      const asking: Asking = { slots: new Slots(judgeConcurrency(plan)), budget, signal: setting.signal };
      await takeOver(dir, {
        isAgain: hasInfrastructureError,
        isReplaced: hasScoreError,
        found: (line) => budget?.spend(spentOn(line)),
        replace: async (line) => {
          const { line: judged, stop } = await judgeAgain(plan, line, asking);
          notJudged ??= stop;
          return judged;
        },
        keep: (line) => {
          summary.add(line);
          done.add(keyOf(line.id, line.trial));
        },
      });
    }
    events.onStart?.({
      id,
      dir,
      suite: plan.suite.name,
      target: plan.targetName,
      total: record.planned,
      done: summary.executed,
    });
    const prices = createPriceTable(config.prices);
    const isLarge = record.planned >= largeRun;
    if (isLarge) setting.releaseMemory?.();
    const writer = await LineWriter.open(join(dir, resultsFile));
    let end: ExecutionEnd;
    try {
      const write = async (line: ResultLine): Promise<void> => {
        await begun;
        summary.add(line);
        if (isLarge && summary.executed % largeRun === 0) setting.releaseMemory?.();
        events.onResult?.(line);
        await writer.write(line);
      };
      end = await execute(plan, tasksOf(plan, done), {
        call: {
          target: conversing,
          timeoutMs: plan.suite.timeoutMs ?? 60_000,
          isReplay: plan.replay !== undefined,
          retries: plan.suite.retries ?? 2,
          limiter: plan.suite.rateLimit === undefined ? undefined : createRateLimiter(plan.suite.rateLimit),
          tokensSeen: () => summary.tokensPerCall,
          receiver,
          watchdog,
          signal: setting.signal,
          onRetry: events.onRetry,
        },
        costOf: (model, usage) => (usage === null || model === undefined ? undefined : prices.costOf(model, usage)),
        budget,
        cache:
          setting.cache && plan.suite.cache === true && plan.replay === undefined
            ? new OutputCache(
                join(config.directory, ".goldloop", "cache"),
                opened.identity.digest,
                plan.suite.simulatedUser,
              )
            : undefined,
        judgeConcurrency: judgeConcurrency(plan),
        record: write,
      });
      await begun;
    } finally {
      await writer.close();
    }
    end.budgetStop ??= notJudged;
    if (plan.replay === undefined) {
      doubts.push(
        ...(await targetChanges(opened.identity, () => identifyTarget(plan.targetSpec, environment, home.codeFile))),
        ...(opaque ? commitMoved(git, await gitState(home.project)) : []),
      );
    }
    const canaries = await askCanaries(record.pins, setting.askCanary, {
      budget,
      signal: setting.signal,
      earlier: earlier?.canaries,
    });
    for (const notice of canaryNotices(canaries)) events.onNotice?.(notice);
    const finished = await finish({ ...record, canaries }, plan, setting, summary, end, pinCheck, doubts);
    await writeRunRecord(dir, finished);
    return { dir, record: finished };
  } finally {
    giveBack?.();
    watchdog?.stop();
    await closeAll(target, receiver);
    await plan.replay?.close();
  }
}

/** Makes a directory a run: run.json comes last, so that what has one has its examples too. */
async function begin(dir: string, plan: Plan, record: RunRecord, fresh: boolean): Promise<void> {
  if (fresh) await writeExamples(dir, plan);
  await writeRunRecord(dir, record);
}

/** Outputs are cached under what the target is. Where that cannot be known from here, a cache would hide that it changed. */
function refuseBlindCache(plan: Plan, { kind, details }: TargetIdentity): void {
  const files = details["files"];
  const known = typeof files === "object" && files !== null && Object.keys(files).length > 0;
  if (
    kind === "chat" ||
    ((kind === "module" || kind === "function") && known) ||
    (kind === "exec" && plan.targetFilesNamed)
  )
    return;
  throw new InputError(
    "blind-cache",
    `suite "${plan.suite.name}": outputs of a target of kind ${kind} cannot be cached: a change of it would not be noticed`,
    {
      location: plan.suite.locate(["cache"]),
      hint:
        kind === "exec" ? "name the program's files: exec: { command: ..., files: [app/**] }" : "remove cache: true",
    },
  );
}

async function closeAll(target: OpenTarget | undefined, receiver: SpanReceiver | undefined): Promise<void> {
  await Promise.all([target?.close(), receiver?.close()]);
}

function keyOf(id: string, trial: number): string {
  return `${trial} ${id}`;
}

function* tasksOf(plan: Plan, done: ReadonlySet<string>): Iterable<Task> {
  for (const index of plan.indices) {
    for (let trial = 0; trial < plan.trials; trial++) {
      if (done.size > 0 && done.has(keyOf(plan.dataset.ids()[index] ?? "", trial))) continue;
      yield { index, trial };
    }
  }
}

/** Judges asked at the same time. */
function judgeConcurrency(plan: Plan): number {
  return Math.max(8, plan.concurrency);
}

function budgetOf(plan: Plan, setting: RunSetting): Budget | undefined {
  const maxUsd = setting.maxCostUsd ?? plan.suite.maxCostUsd;
  return maxUsd === undefined ? undefined : new Budget(maxUsd);
}

const notEnded = "the run has not ended";

/** Why an earlier sitting of the run was no evidence: going on with it later does not make it one. */
function reasonsOf(earlier: RunRecord | undefined): string[] {
  return (earlier?.unpinned ?? []).filter((reason) => reason !== notEnded);
}

interface Start {
  id: string;
  startedAt: Date;
  pinCheck: PinCheck;
  identity: TargetIdentity;
  git: RunRecord["git"];
  earlier: RunRecord | undefined;
  /** Why the run is no evidence, beside its pins. */
  doubts: readonly string[];
}

function recordOf(plan: Plan, setting: RunSetting, start: Start): RunRecord {
  const figures = new Summariser().figures(plan.trials, () => false);
  return {
    schema: "goldloop/run/v1",
    id: start.id,
    suite: plan.suite.name,
    target: plan.targetName,
    pinned: false,
    unpinned: [...new Set([notEnded, ...start.doubts, ...start.pinCheck.unpinned])],
    status: "incomplete",
    incomplete: [notEnded],
    selection: plan.selection,
    examples: plan.indices.length,
    trials: plan.trials,
    planned: plan.indices.length * plan.trials,
    ...figures,
    startedAt: start.earlier?.startedAt ?? start.startedAt.toISOString(),
    endedAt: null,
    durationMs: 0,
    goldloop: setting.version,
    pins: start.pinCheck.pins,
    targetIdentity: start.identity,
    git: start.git,
    environment: { node: process.version, platform: `${process.platform}-${process.arch}`, ci: setting.environment.ci },
    replay: plan.replay === undefined ? null : { file: plan.replay.file, digest: plan.replay.digest },
  };
}

/** A run is one measurement of one thing: it does not go on with another dataset, scorer, target or selection. */
function checkSame(earlier: RunRecord, now: RunRecord): void {
  const changed = (["suite", "target", "trials", "selection", "pins", "targetIdentity", "replay"] as const).filter(
    (key) => JSON.stringify(earlier[key]) !== JSON.stringify(now[key]),
  );
  if (changed.length === 0) return;
  throw new InputError("resume-changed", `the run cannot go on: ${changed.join(", ")} changed since it started`, {
    hint: `goldloop run ${now.suite}`,
  });
}

async function finish(
  record: RunRecord,
  plan: Plan,
  setting: RunSetting,
  summary: Summariser,
  end: ExecutionEnd,
  pinCheck: PinCheck,
  doubts: readonly string[],
): Promise<RunRecord> {
  const endedAt = new Date();
  const binary = new Set(
    [...plan.suiteScorers, ...plan.exampleScorers()]
      .filter((scorer) => scorer.binary || scorer.threshold !== undefined)
      .map(({ name }) => name),
  );
  const figures = summary.figures(plan.trials, (name) => binary.has(name));
  const incomplete: string[] = [];
  if (end.stopped) incomplete.push("stopped before its end");
  if (end.budgetStop === "spent")
    incomplete.push(`the next call could have gone over the budget of $${setting.maxCostUsd ?? plan.suite.maxCostUsd}`);
  if (end.budgetStop === "unknown-cost") {
    incomplete.push(
      "a budget is set, but what a call cost is not known (return costUsd from the target, or add its model to prices)",
    );
  }
  if (end.notExecuted.length > 0) {
    const [first] = end.notExecuted;
    const id = first === undefined ? "" : plan.dataset.ids()[first.index];
    incomplete.push(
      `the replay has no output for ${end.notExecuted.length} of ${record.planned} (the first: ${id}, trial ${first?.trial})`,
    );
  }
  if (figures.executed < record.planned && incomplete.length === 0) {
    incomplete.push(`${figures.executed} of ${record.planned} were executed`);
  }
  const unpinned = [...new Set([...doubts, ...pinCheck.unpinned, ...(await pinCheck.changedSince())])];
  return {
    ...record,
    ...figures,
    judgeCostUsd: figures.judgeCostUsd + costOfCanaries(record.canaries),
    status: incomplete.length === 0 ? "complete" : "incomplete",
    incomplete,
    pinned: unpinned.length === 0,
    unpinned,
    endedAt: endedAt.toISOString(),
    durationMs: endedAt.getTime() - Date.parse(record.startedAt),
  };
}
