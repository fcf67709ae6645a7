import { setTimeout as delay } from "node:timers/promises";
import type { RawSpan } from "goldloop/trace";
import type { ClickHouse } from "../../store/clickhouse/clickhouse.ts";
import type { Database } from "../../store/postgres/database.ts";
import { StoreError } from "../../store/error.ts";
import type { Ingest } from "../ingest.ts";
import { createTraceLocks } from "./locks.ts";
import { mergeParts } from "./merge-parts.ts";
import type { SpanPart } from "./part.ts";
import { storedSpans, type StoredSpan } from "./stored-spans.ts";

/** What became of each part, in the order given: undefined when it is stored, or why it is not. */
export type PartFault = { code: "unknown-span" | "refused"; reason: string } | undefined;

export interface SpanParts {
  /**
   * Merges the parts with what is stored and stores the result; resolves when all of it is durable. Nothing that was acknowledged
   * is lost, whatever arrives before, after or at the same time. Throws as `Ingest.submit` does.
   */
  submit(from: { projectId: string; keyId: string }, parts: readonly SpanPart[]): Promise<PartFault[]>;
  /** The trace of a stored span, by its id alone. */
  traceOf(projectId: string, spanId: string): Promise<string | undefined>;
}

/** Clocks of servers that share a store may differ by so much. */
const mostSkewMs = 2_000;

/** One for all routes of a server: parts that meet take turns by trace. */
export function createSpanParts({
  clickhouse,
  database,
  ingest,
}: {
  clickhouse: Pick<ClickHouse, "rows">;
  database: Pick<Database, "db" | "embedded">;
  ingest: Pick<Ingest, "submit">;
}): SpanParts {
  const locks = createTraceLocks(database);

  const traceOf = async (projectId: string, spanId: string): Promise<string | undefined> => {
    const wanted = { spanId, traceId: undefined, startNanos: undefined };
    return (await storedSpans(clickhouse, projectId, [wanted], Date.now())).get(spanId)?.span.traceId;
  };

  return {
    traceOf,
    async submit({ projectId, keyId }, given) {
      const faults: PartFault[] = given.map(() => undefined);
      const placed = await placedIn(given, (spanId) => traceOf(projectId, spanId));
      const bySpan = Map.groupBy(placed.keys(), (index) => `${placed[index]?.traceId ?? ""}/${placed[index]?.spanId}`);
      const traces = placed.map((part) => `${projectId}/${part.traceId ?? ""}`);

      await locks.hold(traces, async (stillHeld) => {
        const known = await storedSpans(clickhouse, projectId, placed, Date.now());
        const versions: { raw: RawSpan; indexes: number[] }[] = [];
        for (const indexes of bySpan.values()) {
          const parts = indexes.map((index) => placed[index] as SpanPart);
          const raw = mergeParts(parts, known.get(parts[0]?.spanId ?? ""));
          if (raw !== undefined) versions.push({ raw, indexes });
          else for (const index of indexes) faults[index] = unknown;
        }
        if (versions.length === 0) return;
        await olderThanNow(known.values());
        await stillHeld();
        const outcome = await ingest.submit({
          projectId,
          keyId,
          format: "spans",
          spans: versions.map(({ raw }) => raw),
        });
        for (const { index, reason } of outcome.rejected) {
          for (const part of versions[index]?.indexes ?? []) faults[part] = { code: "refused", reason };
        }
      });
      return faults;
    },
  };
}

const unknown: PartFault = {
  code: "unknown-span",
  reason: "nothing is known of it, and it does not say which trace it belongs to",
};

/** Parts with their trace: of one that does not say it, the one of a part beside it, or of the stored span. */
async function placedIn(
  parts: readonly SpanPart[],
  traceOf: (spanId: string) => Promise<string | undefined>,
): Promise<SpanPart[]> {
  const told = new Map(parts.flatMap(({ spanId, traceId }) => (traceId === undefined ? [] : [[spanId, traceId]])));
  const looked = new Map<string, string | undefined>();
  for (const { spanId, traceId } of parts) {
    if (traceId === undefined && !told.has(spanId) && !looked.has(spanId)) looked.set(spanId, await traceOf(spanId));
  }
  return parts.map((part) => ({ ...part, traceId: part.traceId ?? told.get(part.spanId) ?? looked.get(part.spanId) }));
}

/** The newest version counts by its time: one of a server whose clock runs ahead is waited for. */
async function olderThanNow(stored: Iterable<StoredSpan>): Promise<void> {
  let newest = 0;
  for (const { ingestedAtMs } of stored) newest = Math.max(newest, ingestedAtMs);
  const ahead = newest - Date.now();
  if (ahead > mostSkewMs) throw new StoreError("unavailable", "the clocks of two servers differ too much");
  if (ahead >= 0) await delay(ahead + 1);
}
