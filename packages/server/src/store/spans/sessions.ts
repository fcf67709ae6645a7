import type { SessionJson, SessionRow, TraceListQuery } from "../../api/contract/traces.ts";
import { Bindings, ofProject } from "./bindings.ts";
import { cursorOf, placeOf, type Place } from "./cursor.ts";
import { givenWhere } from "./given.ts";
import type { Figure } from "./innermost.ts";
import type { Read } from "./reader.ts";
import type { Range, SpanReads } from "./spans.ts";
import { latencyMs, type SettledColumn } from "./trace-columns.ts";
import type { TraceSource } from "./settled.ts";
import { scopeOf } from "./trace-scope.ts";
import { traceRows, type FoundTrace } from "./trace-rows.ts";
import { usOf } from "./trace-window.ts";
import { tracesSql } from "./traces-sql.ts";

/** SQL integers over the traces of a session, largest first: the start of its last trace, its slowest trace, sums. */
const orders: Readonly<
  Record<TraceListQuery["sort"], { key: string; type: "Int64" | "Int128"; figures: readonly Figure[] }>
> = {
  time: { key: "max(startUs)", type: "Int64", figures: [] },
  latency: { key: "max(toInt64(latency * 1000))", type: "Int64", figures: [] },
  cost: { key: "if(countIf(hasPico) > 0, sum(pico), toInt128(-1))", type: "Int128", figures: ["pico"] },
  tokens: { key: "sum(tokens)", type: "Int128", figures: ["tokens"] },
};

type Found = Place & { traces: [startUs: string, id: string, firstUs: string, lastUs: string][]; endMs: number };

/** The spans of a trace that do not name its session lie within a day of one that does. */
const aroundUs = 86_400_000_000;

const columns: readonly SettledColumn[] = ["headMs", "extentMs", "sessionId", "firstUs", "lastUs"];

/**
 * One page of the sessions that have a trace of the range under the filters; each row says what these traces of it add up to.
 * Throws RequestError 400 for a cursor or filter that cannot be read, and a StoreError.
 */
export async function listSessions(
  source: TraceSource,
  project: string,
  query: TraceListQuery,
  range: Range,
): ReturnType<SpanReads["sessions"]> {
  const window = { fromUs: usOf(range.fromMs), toUs: usOf(range.toMs) };
  const { key, type, figures } = orders[query.sort];
  const order = `sessions-${query.sort}`;
  const bindings = new Bindings(project);
  const after = query.cursor === undefined ? undefined : placeOf(order, query.cursor);
  const behind =
    after === undefined
      ? ""
      : `HAVING (key, sessionId) < (${bindings.bind(type, after.value)}, ${bindings.text(after.id)})`;
  const scope = await scopeOf(source, project, bindings, query, window);
  const found = await source.scan<Found>(
    `SELECT sessionId AS id, toString(key) AS value, arrayMap(one -> (toString(one.1), one.2, toString(one.3), toString(one.4)), arraySort(groupArray((startUs, trace_id, firstUs, lastUs)))) AS traces,
       max(toFloat64(startUs) / 1000 + latency) AS endMs, ${key} AS key
     FROM (SELECT *, ${latencyMs} AS latency FROM (${tracesSql(scope, columns, figures)}) WHERE sessionId != '')
     GROUP BY sessionId ${behind} ORDER BY key DESC, sessionId DESC LIMIT ${query.limit + 1}`,
    bindings,
  );
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const sessions = await sessionRows(source.read, project, page);
  return found.length > query.limit && last !== undefined ? { sessions, next: cursorOf(order, last) } : { sessions };
}

async function sessionRows(read: Read, project: string, page: readonly Found[]): Promise<SessionRow[]> {
  const found = page.flatMap(({ traces }) =>
    traces.map(([, id, firstUs, lastUs]): FoundTrace => ({ id, firstUs, lastUs })),
  );
  const rows = new Map((await traceRows(read, project, found)).map((row) => [row.traceId, row]));
  return page.flatMap(({ id, traces: known, endMs }) => {
    const traces = known.flatMap(([, traceId]) => rows.get(traceId) ?? []);
    const [first] = traces;
    if (first === undefined) return [];
    const usage: SessionRow["usage"] = {};
    for (const trace of traces) {
      for (const key of ["inputTokens", "outputTokens", "cachedInputTokens", "reasoningTokens"] as const) {
        if (trace.usage[key] !== undefined) usage[key] = (usage[key] ?? 0) + trace.usage[key];
      }
    }
    const costs = traces.flatMap(({ costUsd }) => costUsd ?? []);
    const userId = traces.find((trace) => trace.userId !== undefined)?.userId;
    return [
      {
        sessionId: id,
        startTime: first.startTime,
        endTime: new Date(Math.floor(endMs)).toISOString(),
        traces: traces.length,
        errors: traces.filter(({ errors }) => errors > 0).length,
        usage,
        // Sums of parts of 1e-12 USD, so that 0.1 and 0.2 are 0.3.
        ...(costs.length === 0
          ? {}
          : { costUsd: Math.round(costs.reduce((sum, cost) => sum + cost * 1e12, 0)) / 1e12 }),
        ...(userId === undefined ? {} : { userId }),
        firstInput: first.input,
        lastOutput: traces.at(-1)?.output ?? "",
      },
    ];
  });
}

/**
 * A session: all its traces in order of their start, and the feedback on it and on them. Undefined when no span names it.
 * Throws a StoreError.
 */
export async function readSession(read: Read, project: string, sessionId: string): Promise<SessionJson | undefined> {
  const bindings = new Bindings(project);
  const spans = await read<FoundTrace>(
    `SELECT trace_id AS id, toString(min(toUnixTimestamp64Micro(start)) - ${aroundUs}) AS firstUs,
       toString(max(toUnixTimestamp64Micro(start)) + ${aroundUs}) AS lastUs FROM spans FINAL
     WHERE ${ofProject} AND session_id = ${bindings.text(sessionId)} GROUP BY trace_id ORDER BY min(start), trace_id`,
    bindings,
  );
  const feedbackBindings = new Bindings(project);
  const ids = feedbackBindings.texts(spans.map(({ id }) => id));
  const { feedback } = await givenWhere(
    read,
    feedbackBindings,
    `feedback = 1 AND (session_id = ${feedbackBindings.text(sessionId)} OR trace_id IN ${ids})`,
  );
  if (spans.length === 0) return feedback.length === 0 ? undefined : { sessionId, traces: [], feedback };
  const traces = await traceRows(read, project, spans);
  return { sessionId, traces: traces.toSorted((a, b) => a.startTime.localeCompare(b.startTime)), feedback };
}
