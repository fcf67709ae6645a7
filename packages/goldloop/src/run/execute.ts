import { resolveAttachments, type Example } from "../dataset/index.ts";
import type { Json } from "../digest/index.ts";
import type { PreparedScorer, Subject } from "../scorer/index.ts";
import type { Budget, BudgetStop } from "./budget.ts";
import type { OutputCache } from "./output-cache.ts";
import { callTarget, NotExecuted, Stopped, type Call, type CallOptions } from "./call.ts";
import type { Plan, Task } from "./plan.ts";
import type { ResultLine } from "./record.ts";
import { partition, scoresOfError, scoreWith, skippedScores, type Scores } from "./score.ts";
import { Slots } from "./slots.ts";

/** What execution needs beside the plan. */
export interface Execution {
  call: Omit<CallOptions, "attachments">;
  /** The price of a call whose target did not say what it cost. */
  costOf: (model: string | undefined, usage: ResultLine["usage"]) => number | undefined;
  budget: Budget | undefined;
  cache: OutputCache | undefined;
  /** Judges asked at the same time. */
  judgeConcurrency: number;
  record: (line: ResultLine) => Promise<void>;
}

/** How execution ended. */
export interface ExecutionEnd {
  /** Tasks that a replay file had nothing for. */
  notExecuted: Task[];
  budgetStop: BudgetStop | undefined;
  stopped: boolean;
}

/** From so long a call on its target is one that waits (for a model, a network). */
const waitedMs = 5;

/**
 * Runs the tasks: calls the target with at most `plan.concurrency` calls under way, scores each output, and records
 * each line as it comes. Judges are asked beside the next calls, at most `judgeConcurrency` at a time.
 */
export async function execute(plan: Plan, tasks: Iterable<Task>, execution: Execution): Promise<ExecutionEnd> {
  const end: ExecutionEnd = { notExecuted: [], budgetStop: undefined, stopped: false };
  const judging = new Slots(execution.judgeConcurrency);
  const scored = new Slots(plan.concurrency);
  const options: CallOptions = {
    ...execution.call,
    attachments: (example) => resolveAttachments(plan.dataset, example),
  };
  const queue = tasks[Symbol.iterator]();
  const failures: unknown[] = [];

  const perform = async (task: Task, settle: Settle): Promise<void> => {
    const example = plan.dataset.at(task.index);
    const scorers = plan.scorersOf(example);
    const startedAt = new Date().toISOString();
    const cached = await execution.cache?.get(example, task.trial);
    const call = cached ?? (await callTarget(example.input, example, task.trial, options));
    if (cached === undefined) await execution.cache?.put(example, task.trial, call);
    const line = lineOf(plan, task, example, call, startedAt, execution.costOf);
    const userCostUsd = call.result?.simulatedUserCostUsd ?? 0;
    if (userCostUsd > 0) line.simulatedUserCostUsd = userCostUsd;
    if (cached !== undefined) line.cached = true;
    if (line.error !== null) {
      line.scores = scoresOfError(scorers, line.error);
      settle(line.costUsd ?? "failed");
      await execution.record(line);
      return;
    }
    const scoring = (): Promise<void> => scoreAndRecord(example, scorers, line, cached !== undefined, settle);
    if (execution.budget !== undefined || call.latencyMs === null || call.latencyMs < waitedMs) return scoring();
    // The next call starts first: while it waits there is time to score.
    await scored.take();
    setImmediate(() => {
      void scoring()
        .catch((error: unknown) => {
          settle("none");
          note(error);
        })
        .finally(() => scored.give());
    });
  };

  const scoreAndRecord = async (
    example: Example,
    scorers: readonly PreparedScorer[],
    line: ResultLine,
    isCached: boolean,
    settle: Settle,
  ): Promise<void> => {
    const userCostUsd = line.simulatedUserCostUsd ?? 0;
    const subject = subjectOf(example, line, execution.call.signal);
    const { direct, judges } = partition(scorers);
    const first = await scoreWith(direct, subject);
    const finish = async (second: Scores): Promise<void> => {
      line.scores = inOrder(scorers, [...first.scores, ...second.scores]);
      if (second.usage.length > 0) line.judgeCostUsd = second.judgeCostUsd;
      const unknown = (!isCached && line.costUsd === null) || second.judgeCostUnknown;
      const own = isCached ? 0 : (line.costUsd ?? 0) + userCostUsd;
      const free = isCached && second.judgeCostUsd === 0;
      settle(unknown ? null : free ? "none" : own + second.judgeCostUsd);
      await execution.record(line);
    };
    if (judges.length === 0) return finish(none);
    const failed = first.scores.find((score) => score.pass === false);
    if (plan.suite.skipJudgesOnFailure === true && failed !== undefined) {
      return finish({ ...none, scores: skippedScores(judges, failed.name) });
    }
    await judging.take();
    void scoreWith(judges, subject)
      .then((second) => {
        if (execution.call.signal.aborted) throw new Stopped();
        return finish(second);
      })
      .catch((error: unknown) => {
        settle("none");
        note(error);
      })
      .finally(() => judging.give());
  };

  const note = (error: unknown): void => {
    if (error instanceof Stopped) end.stopped = true;
    else failures.push(error);
  };

  const worker = async (): Promise<void> => {
    while (failures.length === 0 && !end.stopped) {
      if (execution.call.signal.aborted) {
        end.stopped = true;
        return;
      }
      // The task comes first: a budget that is used up by the last one stopped nothing.
      const next = queue.next();
      if (next.done === true) return;
      const stop = await execution.budget?.start();
      if (stop !== undefined) {
        end.budgetStop = stop;
        return;
      }
      const settle = settleOnce(execution.budget);
      try {
        await perform(next.value, settle);
      } catch (error) {
        settle("none");
        if (error instanceof NotExecuted) end.notExecuted.push(next.value);
        else note(error);
      }
    }
  };
  await Promise.all(Array.from({ length: plan.concurrency }, worker));
  await scored.idle();
  await judging.idle();
  if (failures.length > 0) throw failures[0];
  return end;
}

type Settle = Budget["settle"];

/** What came first counts: a task that was settled and then could not be recorded must not be settled again. */
function settleOnce(budget: Budget | undefined): Settle {
  let settled = false;
  return (cost) => {
    if (!settled) budget?.settle(cost);
    settled = true;
  };
}

const none: Scores = { scores: [], judgeCostUsd: 0, judgeCostUnknown: false, usage: [] };

function inOrder(scorers: readonly PreparedScorer[], scores: Scores["scores"]): Scores["scores"] {
  if (scores.length < 2) return scores;
  const place = new Map(scorers.map((scorer, index) => [scorer.name, index]));
  return scores.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0));
}

/** What scorers see of a recorded or just made line. */
export function subjectOf(example: Example, line: ResultLine, signal?: AbortSignal): Subject {
  return {
    example,
    output: line.output,
    trial: line.trial,
    trace: line.trace ?? undefined,
    conversation: line.conversation,
    // A latency scorer answers with an error where nothing was measured.
    latencyMs: line.latencyMs ?? Number.NaN,
    usage: line.usage ?? undefined,
    costUsd: line.costUsd ?? undefined,
    signal,
  };
}

function lineOf(
  plan: Plan,
  task: Task,
  example: Example,
  call: Call,
  startedAt: string,
  costOf: Execution["costOf"],
): ResultLine {
  const { result, error, latencyMs, attempts } = call;
  const usage = result?.usage ?? null;
  const line: ResultLine = {
    id: example.id,
    trial: task.trial,
    testDigest: plan.dataset.testDigest(task.index),
    output: result?.output ?? null,
    error,
    latencyMs: latencyMs === null ? null : Math.round(latencyMs * 1000) / 1000,
    usage,
    costUsd: result?.costUsd ?? costOf(result?.model, usage) ?? null,
    scores: [],
    trace: result?.trace ?? null,
    startedAt,
  };
  if (result?.conversation !== undefined) line.conversation = result.conversation;
  if (result?.timeToFirstTokenMs !== undefined) line.timeToFirstTokenMs = result.timeToFirstTokenMs;
  if (attempts > 1) line.attempts = attempts;
  return asJson(line);
}

/** What cannot be written as JSON (a cycle, a BigInt) is the target's error, not a lost line. */
function asJson(line: ResultLine): ResultLine {
  if (typeof line.output !== "object" && line.trace === null) return line;
  try {
    JSON.stringify(line.output);
    return line;
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    return { ...line, output: null as Json, error: { code: "not-json", message: `the output is not JSON: ${reason}` } };
  }
}
