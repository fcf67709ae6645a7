import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { drainStream, type ClickHouseClient, type ClickHouseSettings } from "@clickhouse/client";
import { StoreError } from "../error.ts";
import type { ClickHouse, Lane, QueryOptions } from "./clickhouse.ts";
import type { LaneClients } from "./lane-clients.ts";
import { mendLoneSurrogates } from "./lone-surrogates.ts";
import { deferredIndexes } from "./migrations/index.ts";
import { storeErrorOf } from "./store-failure.ts";

const defaultTimeoutMs: Record<Lane, number> = { query: 30_000, ingest: 60_000, background: 600_000 };

const defaultMemoryBytes = 1024 ** 3;

/** The engine ends a query at its time by itself; this much later it is given up from here. */
const graceMs = 2_000;

interface Call {
  query_id: string;
  abort_signal: AbortSignal;
  clickhouse_settings: ClickHouseSettings;
  query_params: Record<string, unknown>;
}

/** ClickHouse over one client for each lane. */
export function clickHouseOver(lanes: LaneClients): ClickHouse {
  /** What may be cut short by closing: everything but inserts. */
  const running = new Set<() => void>();
  const inserting = new Set<Promise<void>>();
  let closed = false;

  const within = async <T>(
    options: QueryOptions,
    lane: Lane,
    work: (client: ClickHouseClient, call: Call) => Promise<T>,
    settings: ClickHouseSettings = {},
  ): Promise<T> => {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs[lane];
    const queryId = randomUUID();
    const stop = new AbortController();
    const giveUp = (): void => {
      stop.abort();
      lanes.kill(queryId);
    };
    const { signal } = options;
    if (closed) throw closedError();
    if (isAborted(signal)) throw cancelled();
    const timer = setTimeout(giveUp, timeoutMs + graceMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (lane !== "ingest") running.add(giveUp);
    try {
      return await work(lanes.clients[lane], {
        query_id: queryId,
        abort_signal: stop.signal,
        query_params: { ...options.parameters },
        clickhouse_settings: {
          max_execution_time: timeoutMs / 1000,
          max_memory_usage: String(options.maxMemoryBytes ?? defaultMemoryBytes),
          ...settings,
        },
      });
    } catch (error) {
      if (isAborted(signal)) throw cancelled();
      if (closed && stop.signal.aborted) throw closedError();
      if (stop.signal.aborted && !(error instanceof StoreError)) {
        throw new StoreError("unavailable", `ClickHouse did not answer within ${timeoutMs} ms`);
      }
      throw storeErrorOf(error);
    } finally {
      running.delete(giveUp);
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  };

  return {
    rows: <Row>(sql: string, options: QueryOptions = {}) =>
      within(options, options.lane ?? "query", async (client, call) => {
        const answer = await client.query({ ...call, query: sql, format: "JSONEachRow" });
        return await answer.json<Row>();
      }),

    async insertLines(table, lines, options = {}) {
      const insert = within(
        options,
        "ingest",
        async (client, call) => {
          const buffers = Buffer.isBuffer(lines) ? [lines] : lines;
          if (buffers.length === 0) return;
          for (const buffer of buffers) mendLoneSurrogates(buffer);
          const { stream } = await client.exec({
            ...call,
            query: `INSERT INTO ${table} FORMAT JSONEachRow`,
            values: Readable.from(buffers, { objectMode: false }),
          });
          await drainStream(stream);
        },
        insertSettings,
      );
      inserting.add(insert);
      await insert.finally(() => inserting.delete(insert));
    },

    command: (sql, options = {}) =>
      within(options, options.lane ?? "background", async (client, call) => {
        await client.command({ ...call, query: sql });
      }),

    async ping() {
      await within({ timeoutMs: 5_000 }, "query", async (client, call) => {
        const answer = await client.query({ ...call, query: "SELECT 1 AS one", format: "JSONEachRow" });
        await answer.json();
      });
    },

    description: lanes.description,
    embedded: lanes.embedded,
    async close() {
      closed = true;
      for (const giveUp of running) giveUp();
      await Promise.allSettled(inserting);
      await lanes.close();
    },
  };
}

/** A batch is one block, stored before the answer; a field that no column takes is a fault, not something to drop. */
const insertSettings: ClickHouseSettings = {
  async_insert: 0,
  input_format_skip_unknown_fields: 0,
  max_partitions_per_insert_block: "0",
  // One thread parses a batch as fast as several here, and leaves the other cores to queries.
  input_format_parallel_parsing: 0,
  // Text indexes are made when parts merge: inserts take 40% less time, and the few small parts without one are searched
  // with the same result.
  exclude_materialize_skip_indexes_on_insert: deferredIndexes.join(", "),
};

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function closedError(): StoreError {
  return new StoreError("unavailable", "the store is closed");
}

function cancelled(): StoreError {
  return new StoreError("limit", "the query was cancelled");
}
