import type { TraceRow } from "../../api/contract/traces.ts";
import { Bindings, newest } from "./bindings.ts";
import { givenWhere } from "./given.ts";
import { totalsOf, usesSql, type Use } from "./totals.ts";
import { present } from "./json-text.ts";
import type { Read } from "./reader.ts";
import { rowText, rowTextSql } from "./row-text.ts";
import { completeOfRank, latencyMs, startUsOfRank, traceColumns } from "./trace-columns.ts";

/** A trace that a list has found, and between which starts its spans lie, µs since 1970, both included. */
export interface FoundTrace {
  id: string;
  firstUs: string;
  lastUs: string;
}

interface Row {
  trace_id: string;
  startMs: number;
  complete: 0 | 1;
  latency: number;
  spanId: string;
  headStatus: TraceRow["status"];
  route: string;
  inputText: string;
  outputText: string;
  asked: string;
  answered: string;
  models: string[];
  spans: number;
  errors: number;
  toolCalls: number;
  toolErrors: number;
  uses: Use[];
  firstTokenMs: number;
  timed: number;
  sessionId: string;
  userId: string;
  environmentOf: string;
  releaseOf: string;
  refusals: number;
  fallbacks: number;
  found: string[];
}

const atATime = 500;
const hourUs = 3_600_000_000n;
const mostHours = 1_000;

/**
 * The rows of traces, in the order given; those that are gone meanwhile are left out. Only spans of the hours between the starts given
 * are read. Throws a StoreError.
 */
export async function traceRows(read: Read, project: string, found: readonly FoundTrace[]): Promise<TraceRow[]> {
  const rows: TraceRow[] = [];
  for (let at = 0; at < found.length; at += atATime) {
    rows.push(...(await someRows(read, project, found.slice(at, at + atATime))));
  }
  return rows;
}

async function someRows(read: Read, project: string, found: readonly FoundTrace[]): Promise<TraceRow[]> {
  const ids = found.map(({ id }) => id);
  const bindings = new Bindings(project);
  const sql = rowsSql(bindings, found);
  const scoring = new Bindings(project);
  const ofTraces = `trace_id IN ${scoring.texts(ids)}`;
  const [rows, given] = await Promise.all([read<Row>(sql, bindings), givenWhere(read, scoring, ofTraces)]);
  const byId = new Map(rows.map((row) => [row.trace_id, row]));
  const scores = Map.groupBy(given.scores, ({ traceId }) => traceId);
  const feedback = Map.groupBy(given.feedback, ({ traceId }) => traceId);
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [traceRow(row, scores.get(id) ?? [], feedback.get(id) ?? [])];
  });
}

function rowsSql(bindings: Bindings, found: readonly FoundTrace[]): string {
  const same = `${startsOf(bindings, found)} AND trace_id IN ${bindings.texts(found.map(({ id }) => id))}`;
  const as = (names: readonly (keyof typeof traceColumns)[]): string =>
    names.map((name) => `${traceColumns[name]} AS ${name}`).join(", ");
  const counts = (names: readonly (keyof typeof traceColumns)[]): string =>
    names.map((name) => `toUInt32(${traceColumns[name]}) AS ${name}`).join(", ");
  const head = (column: string): string => traceColumns.spanId.replace("span_id", rowTextSql(column));
  // Where the root says nothing, as when only model calls are instrumented, the first question and the last answer stand for it.
  const ofCalls = (column: string): string => `kind = 'chat' AND ${column} != ''`;
  return `SELECT trace_id,
      ${as(["rank", "headMs", "extentMs", "spanId", "headStatus", "route", "models", "sessionId", "userId", "environmentOf", "releaseOf", "found"])},
      ${counts(["spans", "errors", "toolCalls", "toolErrors", "refusals", "fallbacks", "timed"])},
      toFloat64(${startUsOfRank}) / 1000 AS startMs, toUInt8(${completeOfRank}) AS complete, ${latencyMs} AS latency,
      ${head("input")} AS inputText, ${head("output")} AS outputText,
      argMinIf(${rowTextSql("input")}, start, ${ofCalls("input")}) AS asked, argMaxIf(${rowTextSql("output")}, start, ${ofCalls("output")}) AS answered,
      ${usesSql} AS uses,
      ${traceColumns.timeToFirstTokenMs} AS firstTokenMs
    FROM ${newest("spans", same)} GROUP BY trace_id`;
}

/** SQL condition: the start is one that spans of these traces may have. */
function startsOf(bindings: Bindings, found: readonly FoundTrace[]): string {
  const hours = new Set<number>();
  for (const { firstUs, lastUs } of found) {
    for (let hour = BigInt(firstUs) / hourUs; hour <= BigInt(lastUs) / hourUs; hour++) hours.add(Number(hour) * 3600);
  }
  const sorted = [...hours].toSorted((a, b) => a - b);
  const [first = 0] = sorted;
  const within = `start >= ${bindings.momentMs(first * 1000)} AND start < ${bindings.momentMs(((sorted.at(-1) ?? 0) + 3600) * 1000)}`;
  // The table is ordered by the hour: of a page that is spread over a month only these are looked at.
  return sorted.length > mostHours
    ? within
    : `${within} AND toStartOfHour(start) IN ${bindings.bind("Array(DateTime('UTC'))", sorted)}`;
}

function traceRow(row: Row, scores: TraceRow["scores"], feedback: TraceRow["feedback"]): TraceRow {
  return {
    traceId: row.trace_id,
    spanId: row.spanId,
    startTime: new Date(Math.floor(row.startMs)).toISOString(),
    durationMs: row.latency,
    status: row.headStatus,
    route: row.route,
    complete: row.complete === 1,
    input: rowText(row.inputText === "" ? row.asked : row.inputText, "user"),
    output: rowText(row.outputText === "" ? row.answered : row.outputText, "assistant"),
    models: row.models.toSorted(),
    spans: row.spans,
    errors: row.errors,
    toolCalls: row.toolCalls,
    toolErrors: row.toolErrors,
    ...totalsOf(row.uses),
    ...(row.timed === 0 ? {} : { timeToFirstTokenMs: row.firstTokenMs }),
    ...present({
      sessionId: row.sessionId,
      userId: row.userId,
      environment: row.environmentOf,
      release: row.releaseOf,
    }),
    refusal: row.refusals > 0,
    fallback: row.fallbacks > 0,
    detections: row.found.toSorted(),
    scores: scores.map(said),
    feedback: feedback.map(said),
  };
}

function said({ name, score, value }: TraceRow["scores"][number]): TraceRow["scores"][number] {
  return { name, ...(score === undefined ? {} : { score }), ...(value === undefined ? {} : { value }) };
}
