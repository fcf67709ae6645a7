import { createHash } from "node:crypto";
import type { ClickHouse } from "../clickhouse/clickhouse.ts";
import { Bindings, ofProject } from "./bindings.ts";
import { hoursOf, markDirty } from "./dirty-hours.ts";
import { removeReplacedParts, removeRows } from "./removal.ts";
import type { SpanRemovals } from "./spans.ts";

type Subject = Parameters<SpanRemovals["erase"]>[1];

/** What there is of a person, session or trace, in any version. */
interface Held {
  traces: string[];
  sessions: string[];
}

const atATime = 2_000;
/** What arrives while parts are written anew is found the next time round. */
const mostRounds = 3;
const digestSql = (column: string): string => `lower(hex(SHA256(${column})))`;

/**
 * Erases every trace that has a span of the person, session or trace, with its scores, feedback and events, and what was said of
 * the person's sessions. When it returns, the rows are gone from disk. Spans that a client sends (again) afterwards are new ones.
 * Throws a StoreError.
 */
export async function erase(clickhouse: ClickHouse, project: string, what: Subject): ReturnType<SpanRemovals["erase"]> {
  const erased = { traces: 0, spans: 0, scores: 0 };
  const known = new Set<string>(what.traceId === undefined ? [] : [what.traceId]);
  for (let round = 0; round < mostRounds; round++) {
    const held = await heldOf(clickhouse, project, what);
    for (const trace of held.traces) known.add(trace);
    const counts = await countsOf(clickhouse, project, held);
    if (counts.spans + counts.scores + counts.events === 0) break;
    erased.traces += counts.traces;
    erased.spans += counts.spans;
    erased.scores += counts.scores;
    const hours = await dirtyHours(clickhouse, project, held);
    await markDirty(clickhouse, project, hours);
    // Spans go last: they say what there is, should this have to begin anew.
    for (const sessions of pieces(held.sessions)) {
      const digests = sessions.map((session) => createHash("sha256").update(session).digest("hex"));
      await removeRows(clickhouse, "scores", `${digestSql("session_id")} IN {digests:Array(String)}`, {
        project,
        digests,
      });
    }
    for (const table of ["scores", "span_events", "spans"] as const) {
      for (const traces of pieces(held.traces)) {
        await removeRows(clickhouse, table, "trace_id IN {traces:Array(String)}", { project, traces });
      }
    }
    await markDirty(clickhouse, project, hours);
  }
  // A rollup that had read the spans before they went may have put what they add up to back.
  for (const traces of pieces([...known])) {
    await removeRows(clickhouse, "settled_traces", "trace_id IN {traces:Array(String)}", { project, traces });
  }
  await removeReplacedParts(clickhouse, ["spans", "scores", "span_events", "settled_traces"]);
  return erased;
}

async function dirtyHours(clickhouse: ClickHouse, project: string, { traces, sessions }: Held): Promise<number[]> {
  const hours = new Set<number>();
  for (const some of pieces(traces))
    for (const hour of await hoursOf(clickhouse, project, { traces: some, sessions: [] })) hours.add(hour);
  for (const some of pieces(sessions))
    for (const hour of await hoursOf(clickhouse, project, { traces: [], sessions: some })) hours.add(hour);
  return [...hours];
}

async function heldOf(clickhouse: ClickHouse, project: string, { userId, sessionId, traceId }: Subject): Promise<Held> {
  const bindings = new Bindings(project);
  const conditions = [
    ...(userId === undefined ? [] : [`user_id = ${bindings.text(userId)}`]),
    ...(sessionId === undefined ? [] : [`session_id = ${bindings.text(sessionId)}`]),
    ...(traceId === undefined ? [] : [`trace_id = ${bindings.text(traceId)}`]),
  ];
  if (conditions.length === 0) return { traces: [], sessions: [] };
  const [row] = await clickhouse.rows<{ traces: string[]; sessions: string[] }>(
    `SELECT groupUniqArray(trace_id) AS traces, groupUniqArrayIf(session_id, session_id != '') AS sessions
     FROM spans WHERE ${ofProject} AND (${conditions.join(" OR ")})`,
    { parameters: bindings.parameters, lane: "background" },
  );
  // Of a trace only the trace goes: its session has other ones. Scores may know a trace or a session of which no span came.
  const sessions = userId === undefined ? [] : (row?.sessions ?? []);
  return {
    traces: [...new Set([...(row?.traces ?? []), ...(traceId === undefined ? [] : [traceId])])],
    sessions: [...new Set([...sessions, ...(sessionId === undefined ? [] : [sessionId])])],
  };
}

async function countsOf(
  clickhouse: ClickHouse,
  project: string,
  { traces, sessions }: Held,
): Promise<{ traces: number; spans: number; scores: number; events: number }> {
  const sum = { traces: 0, spans: 0, scores: 0, events: 0 };
  const count = async (sql: string, parameters: Record<string, readonly string[]>): Promise<[number, number]> => {
    const [row] = await clickhouse.rows<{ n: number; traces: number }>(sql, {
      parameters: { project, ...parameters },
      lane: "background",
    });
    return [row?.n ?? 0, row?.traces ?? 0];
  };
  const ofTraces = "trace_id IN {traces:Array(String)}";
  for (const some of pieces(traces)) {
    const [spans, found] = await count(
      `SELECT toFloat64(uniqExact(trace_id, span_id)) AS n, toFloat64(uniqExact(trace_id)) AS traces FROM spans WHERE ${ofProject} AND ${ofTraces}`,
      { traces: some },
    );
    sum.spans += spans;
    sum.traces += found;
    const counted = (table: string): string =>
      `SELECT toFloat64(count()) AS n FROM ${table} FINAL WHERE ${ofProject} AND ${ofTraces}`;
    sum.scores += (await count(counted("scores"), { traces: some }))[0];
    sum.events += (await count(counted("span_events"), { traces: some }))[0];
  }
  // Those of the traces above are not counted twice: a session's own scores name no trace, or one that is erased with it.
  for (const some of pieces(sessions)) {
    const named = `SELECT toFloat64(count()) AS n FROM scores FINAL WHERE ${ofProject} AND session_id IN {sessions:Array(String)}`;
    const apart =
      traces.length === 0
        ? ""
        : ` AND trace_id NOT IN (SELECT trace_id FROM spans WHERE ${ofProject} AND session_id IN {sessions:Array(String)})`;
    sum.scores += (await count(`${named}${apart}`, { sessions: some }))[0];
  }
  return sum;
}

function* pieces<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += atATime) yield all.slice(at, at + atATime);
}
