import type { Logger } from "pino";
import type { ClickHouse } from "../../store/clickhouse/clickhouse.ts";
import { StoreError } from "../../store/error.ts";
import type { Processed } from "../pipeline/pipeline.ts";
import { byDays, halves, rowsOf, stamped, type Stretch } from "./batch.ts";

/** Stores the rows of many requests together and answers each when its own are there. */
export interface Committer {
  /**
   * Resolves when all rows are stored, with those that the store does not take. Throws a StoreError (`unavailable`) when it is
   * not known to be stored; sending the same again is harmless.
   */
  store(processed: Processed): Promise<Processed["rejected"]>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
  readonly statistics: CommitStatistics;
}

/** Counted since the start. */
export interface CommitStatistics {
  commits: number;
  rows: number;
  /** Rows of the last commit. */
  lastRows: number;
  /** How long the last commit took, ms. */
  lastMs: number;
  failures: number;
}

interface Waiting {
  processed: Processed;
  rows: number;
  bytes: number;
  done: (rejected: Processed["rejected"]) => void;
  failed: (error: Error) => void;
}

const tables = [
  ["spans", "spans"],
  ["events", "span_events"],
  ["scores", "scores"],
] as const;

const mostRows = 10_000;
/** A commit of this many rows costs each of them little more than a larger one would. */
const goodRows = 5_000;
/** How long a commit waits for more, while more is on its way. */
const longestGatherMs = 200;
const mostBytes = 16 * 1024 * 1024;
/** Small commits keep their distance: each makes a part on disk that is merged later. */
const leastGapMs = 25;
const insertTimeoutMs = 20_000;
const retryDelaysMs = [200, 1_000];
/** After so many refused inserts of one commit it is not the rows that are at fault. */
const mostRefusals = 100;

/** Commits to the tables of `clickhouse`, one at a time: while one runs, the next gathers. */
export function createCommitter({
  clickhouse,
  log,
  now,
  upstream,
}: {
  clickhouse: Pick<ClickHouse, "insertLines">;
  log: Logger;
  now: () => number;
  /** How many requests are on their way to here. */
  upstream: () => number;
}): Committer {
  const waiting: Waiting[] = [];
  const statistics: CommitStatistics = { commits: 0, rows: 0, lastRows: 0, lastMs: 0, failures: 0 };
  let running: Promise<void> | undefined;
  let lastStamp = 0;
  let lastStart = -Infinity;
  let arrived: (() => void) | undefined;

  /** Later rows win over earlier ones, also when the clock is set back. */
  const nextStamp = (): number => {
    lastStamp = Math.max(lastStamp + 1, Math.floor(now()));
    return lastStamp;
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      await gathered();
      lastStart = performance.now();
      await commit(take(waiting));
    }
    running = undefined;
  };

  /**
   * Small commits cost the store several times as much for each row, so one waits while fewer requests have arrived here than are
   * on their way: both halves then work at the same time. A request that is alone does not wait.
   */
  const gathered = async (): Promise<void> => {
    const started = performance.now();
    const gap = lastStart + leastGapMs - started;
    if (gap > 0) await delay(gap);
    while (waiting.length < upstream() && sumOf(waiting, "rows") < goodRows) {
      const left = started + longestGatherMs - performance.now();
      if (left <= 0) return;
      await Promise.race([delay(left), new Promise<void>((next) => (arrived = next))]);
    }
  };

  const commit = async (batch: Waiting[]): Promise<void> => {
    const started = performance.now();
    /** Rows that the store does not take, by the lines they are in. */
    const refused = new Map<unknown, Processed["rejected"]>();
    const refuse = ({ lines, from }: Stretch): void => {
      const rows = refused.get(lines) ?? [];
      rows.push({ index: lines.indexes[from] as number, reason: "the store does not take it" });
      refused.set(lines, rows);
    };
    try {
      const refusals = { left: mostRefusals };
      for (const [kind, table] of tables) {
        for (const group of byDays(batch.map(({ processed }) => processed[kind]))) {
          await insert(table, group, refuse, refusals);
        }
      }
    } catch (error) {
      statistics.failures += 1;
      const failure =
        error instanceof StoreError ? error : new StoreError("unavailable", "the store failed", { cause: error });
      log.warn({ code: failure.code, rows: sumOf(batch, "rows"), requests: batch.length }, "a commit failed");
      const told =
        failure.kind === "unavailable"
          ? failure
          : new StoreError("unavailable", "the store refuses what it is given", { cause: failure });
      for (const { failed } of batch) failed(told);
      return;
    }
    statistics.commits += 1;
    statistics.lastRows = sumOf(batch, "rows");
    statistics.rows += statistics.lastRows;
    statistics.lastMs = performance.now() - started;
    for (const { processed, done } of batch) {
      done(tables.flatMap(([kind]) => refused.get(processed[kind]) ?? []));
    }
  };

  /** One insert; halves it until the rows at fault stand alone. */
  const insert = async (
    table: string,
    rows: Stretch[],
    refuse: (row: Stretch) => void,
    refusals: { left: number },
  ): Promise<void> => {
    try {
      await attempt(table, rows);
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind === "unavailable") throw error;
      if (--refusals.left <= 0) throw error;
      const [first] = rows;
      if (rowsOf(rows) > 1) {
        for (const half of halves(rows)) await insert(table, half, refuse, refusals);
      } else if (error.kind === "rejected" && first !== undefined) refuse(first);
      else throw error;
    }
  };

  /** The same rows may be inserted again: they replace themselves. Each time is stamped anew, since readers look back only so far. */
  const attempt = async (table: string, rows: Stretch[]): Promise<void> => {
    for (let tries = 0; ; tries++) {
      try {
        await clickhouse.insertLines(table, stamped(rows, nextStamp()), { timeoutMs: insertTimeoutMs });
        return;
      } catch (error) {
        const wait = retryDelaysMs[tries];
        if (wait === undefined || !(error instanceof StoreError) || error.kind !== "unavailable") throw error;
        await delay(wait);
      }
    }
  };

  return {
    statistics,
    store(processed) {
      const { spans, events, scores } = processed;
      const rows = spans.ends.length + events.ends.length + scores.ends.length;
      if (rows === 0) return Promise.resolve([]);
      const bytes = spans.bytes.length + events.bytes.length + scores.bytes.length;
      return new Promise((done, failed) => {
        waiting.push({ processed, rows, bytes, done, failed });
        arrived?.();
        running ??= run();
      });
    },
    async idle() {
      await running;
    },
  };
}

/** The oldest that fit into one commit, at least one. */
function take(waiting: Waiting[]): Waiting[] {
  let [rows, bytes, count] = [0, 0, 0];
  for (const one of waiting) {
    rows += one.rows;
    bytes += one.bytes;
    if (count > 0 && (rows > mostRows || bytes > mostBytes)) break;
    count++;
  }
  return waiting.splice(0, count);
}

function sumOf(waiting: readonly Waiting[], key: "rows" | "bytes"): number {
  return waiting.reduce((sum, one) => sum + one[key], 0);
}

function delay(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
