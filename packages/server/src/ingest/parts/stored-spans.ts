import type { Span } from "goldloop/trace";
import type { ClickHouse, QueryParameter } from "../../store/clickhouse/clickhouse.ts";
import type { SpanRow } from "../../store/spans/row.ts";

/** A span as it lies in the store, with what its canonical form does not say. */
export interface StoredSpan {
  span: Span;
  startNanos: bigint;
  detections: Readonly<Record<string, number>>;
  /** ms since 1970: a new version must be younger. */
  ingestedAtMs: number;
}

/** Which span is looked for. The less is known, the longer it takes. */
export interface Wanted {
  spanId: string;
  traceId: string | undefined;
  startNanos: bigint | undefined;
}

type Row = Omit<SpanRow, "start" | "ingested_at"> & { start: string; ingested_at: string };

const columns = [
  "trace_id, span_id, parent_span_id, name, kind, toString(toUnixTimestamp64Micro(start)) AS start_us, duration_ms",
  "status, status_message, model, provider, environment, release, session_id, user_id",
  "input, output, messages, tool_calls, documents",
  "toFloat64(input_tokens) AS input_tokens, toFloat64(output_tokens) AS output_tokens",
  "toFloat64(cached_input_tokens) AS cached_input_tokens, toFloat64(reasoning_tokens) AS reasoning_tokens",
  "cost_usd, cost_source, time_to_first_token_ms, detections, attributes",
  "toString(toUnixTimestamp64Milli(ingested_at)) AS ingested_ms",
].join(", ");

const aroundMs = 3_600_000;
/** A message that names no trace is about something recent. */
const recentMs = 7 * 86_400_000;

/** The newest versions of the wanted spans, by span id. Throws a StoreError. */
export async function storedSpans(
  clickhouse: Pick<ClickHouse, "rows">,
  project: string,
  wanted: readonly Wanted[],
  nowMs: number,
): Promise<Map<string, StoredSpan>> {
  const found = new Map<string, StoredSpan>();
  for (const [condition, group] of grouped(wanted)) {
    const { where, parameters } = conditionOf(condition, group, nowMs);
    const sql = `SELECT ${columns} FROM spans FINAL WHERE project = {project:String} AND ${where}`;
    const rows = await clickhouse.rows<Row & { start_us: string; ingested_ms: string }>(sql, {
      parameters: { project, ...parameters },
    });
    for (const row of rows) {
      const asked = group.some((one) => one.spanId === row.span_id && (one.traceId ?? row.trace_id) === row.trace_id);
      if (!asked) continue;
      found.set(row.span_id, {
        span: spanOf(row, BigInt(row.start_us)),
        startNanos: BigInt(row.start_us) * 1000n,
        detections: row.detections,
        ingestedAtMs: Number(row.ingested_ms),
      });
    }
  }
  return found;
}

type Condition = "near" | "trace" | "span";

function grouped(wanted: readonly Wanted[]): Map<Condition, Wanted[]> {
  return Map.groupBy(wanted, ({ traceId, startNanos }): Condition =>
    traceId === undefined ? "span" : startNanos === undefined ? "trace" : "near",
  );
}

function conditionOf(
  condition: Condition,
  wanted: readonly Wanted[],
  nowMs: number,
): { where: string; parameters: Record<string, QueryParameter> } {
  const spans = [...new Set(wanted.map(({ spanId }) => spanId))];
  const traces = [...new Set(wanted.flatMap(({ traceId }) => traceId ?? []))];
  const bySpan = "span_id IN {spans:Array(String)}";
  const since = "start >= fromUnixTimestamp64Milli({fromMs:Int64})";
  if (condition === "span") return { where: `${since} AND ${bySpan}`, parameters: { spans, fromMs: nowMs - recentMs } };
  const byTrace = `trace_id IN {traces:Array(String)} AND ${bySpan}`;
  if (condition === "trace") return { where: byTrace, parameters: { spans, traces } };
  const starts = wanted.map(({ startNanos = 0n }) => Number(startNanos / 1_000_000n));
  return {
    where: `${since} AND start < fromUnixTimestamp64Milli({toMs:Int64}) AND ${byTrace}`,
    parameters: { spans, traces, fromMs: Math.min(...starts) - aroundMs, toMs: Math.max(...starts) + aroundMs },
  };
}

function spanOf(row: Row, startMicros: bigint): Span {
  const startMs = Number(startMicros / 1000n);
  const endMs = Number(startMicros) / 1000 + row.duration_ms;
  const span: Span = {
    traceId: row.trace_id,
    spanId: row.span_id,
    name: row.name,
    kind: row.kind as Span["kind"],
    startTime: new Date(startMs).toISOString(),
    endTime: new Date(Math.floor(endMs)).toISOString(),
    durationMs: row.duration_ms,
    status: { code: row.status, ...(row.status_message === "" ? {} : { message: row.status_message }) },
    attributes: Object.fromEntries(Object.entries(row.attributes).map(([key, text]) => [key, JSON.parse(text)])),
  };
  const texts = {
    parentSpanId: row.parent_span_id,
    model: row.model,
    provider: row.provider,
    environment: row.environment,
    release: row.release,
    sessionId: row.session_id,
    userId: row.user_id,
  };
  for (const [key, text] of Object.entries(texts)) if (text !== "") Object.assign(span, { [key]: text });
  const jsons = {
    input: row.input,
    output: row.output,
    messages: row.messages,
    toolCalls: row.tool_calls,
    documents: row.documents,
  };
  for (const [key, text] of Object.entries(jsons)) if (text !== "") Object.assign(span, { [key]: JSON.parse(text) });
  const counts = Object.entries({
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedInputTokens: row.cached_input_tokens,
    reasoningTokens: row.reasoning_tokens,
  }).filter(([, count]) => count !== null);
  if (counts.length > 0) span.usage = Object.fromEntries(counts);
  // a price that was worked out here is worked out anew
  if (row.cost_usd !== null && row.cost_source === "span") span.costUsd = row.cost_usd;
  if (row.time_to_first_token_ms !== null) span.timeToFirstTokenMs = row.time_to_first_token_ms;
  return span;
}
