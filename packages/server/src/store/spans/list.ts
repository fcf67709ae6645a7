import type { TraceList, TraceListQuery } from "../../api/contract/traces.ts";
import { Bindings } from "./bindings.ts";
import { candidates } from "./candidates.ts";
import { cursorOf, placeOf, type Place } from "./cursor.ts";
import type { Figure } from "./innermost.ts";
import type { Range } from "./spans.ts";
import { latencyMs, type SettledColumn } from "./trace-columns.ts";
import { filtersOf } from "./trace-filter.ts";
import { traceRows, type FoundTrace } from "./trace-rows.ts";
import type { TraceSource } from "./settled.ts";
import { namedScope, wholeScope } from "./trace-scope.ts";
import { usOf, type TraceWindow } from "./trace-window.ts";
import { tracesSql, type TraceScope } from "./traces-sql.ts";

const hourUs = 3_600_000_000n;

interface Order {
  /** An SQL integer over a trace, largest first. */
  key: string;
  type: "Int64" | "Int128";
  columns: readonly SettledColumn[];
  figures: readonly Figure[];
}

const orders: Readonly<Record<TraceListQuery["sort"], Order>> = {
  time: { key: "startUs", type: "Int64", columns: [], figures: [] },
  latency: { key: `toInt64(${latencyMs} * 1000)`, type: "Int64", columns: ["headMs", "extentMs"], figures: [] },
  cost: { key: "if(hasPico, pico, toInt128(-1))", type: "Int128", columns: [], figures: ["pico"] },
  tokens: { key: "tokens", type: "Int128", columns: [], figures: ["tokens"] },
};

type Found = FoundTrace & Place;

/** One page of traces. Throws RequestError 400 for a cursor or filter that cannot be read, and a StoreError. */
export async function listTraces(
  source: TraceSource,
  project: string,
  query: TraceListQuery,
  range: Range,
): Promise<TraceList> {
  const after = query.cursor === undefined ? undefined : placeOf(query.sort, query.cursor);
  const found = await findTraces(source, project, query, range, after);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const traces = await traceRows(source.read, project, page);
  return found.length > query.limit && last !== undefined ? { traces, next: cursorOf(query.sort, last) } : { traces };
}

/** The traces of a page, and one more when there is another. */
async function findTraces(
  source: TraceSource,
  project: string,
  query: TraceListQuery,
  range: Range,
  after: Place | undefined,
): Promise<Found[]> {
  const whole = rangeBehind(query, range, after);
  const ids = await candidates(source.read, project, whole, query);
  const findIn = async (bindings: Bindings, scope: TraceScope, count: number): Promise<Found[]> =>
    await source.scan<Found>(pageSql(bindings, query, scope, after, count), bindings);
  if (ids !== undefined) {
    const bindings = new Bindings(project);
    return await findIn(bindings, namedScope(bindings, query, whole, ids), query.limit + 1);
  }
  const found: Found[] = [];
  for (const window of windowsOf(
    whole,
    query.sort !== "time"
      ? undefined
      : filtersOf(query, new Bindings(project), whole.fromUs).length === 0
        ? hourUs
        : 24n * hourUs,
  )) {
    const bindings = new Bindings(project);
    const scope = await wholeScope(source, project, bindings, query, window);
    found.push(...(await findIn(bindings, scope, query.limit + 1 - found.length)));
    if (found.length > query.limit) break;
  }
  return found;
}

function pageSql(
  bindings: Bindings,
  query: TraceListQuery,
  scope: TraceScope,
  after: Place | undefined,
  count: number,
): string {
  const { key, type, columns, figures } = orders[query.sort];
  const behind =
    after === undefined
      ? ""
      : `WHERE (key, trace_id) < (${bindings.bind(type, after.value)}, ${bindings.text(after.id)})`;
  const traces = tracesSql(scope, ["firstUs", "lastUs", ...columns], figures);
  return `SELECT trace_id AS id, toString(firstUs) AS firstUs, toString(lastUs) AS lastUs, toString(key) AS value
     FROM (SELECT trace_id, firstUs, lastUs, ${key} AS key FROM (${traces})) ${behind}
     ORDER BY key DESC, trace_id DESC LIMIT ${Math.floor(count)}`;
}

/** The range without what is newer than the page before. */
function rangeBehind(query: TraceListQuery, range: Range, after: Place | undefined): TraceWindow {
  const fromUs = usOf(range.fromMs);
  const toUs = usOf(range.toMs);
  if (query.sort !== "time" || after === undefined) return { fromUs, toUs };
  const behindUs = BigInt(after.value) + 1n;
  return { fromUs, toUs: behindUs < toUs ? behindUs : toUs };
}

/**
 * The range in pieces, newest first, the first as long as given and each four times as long as the one before: the newest
 * traces are mostly found in the last hour, the newest of a kind on the last day. Without a length it is one piece.
 */
function* windowsOf({ fromUs, toUs }: TraceWindow, firstUs: bigint | undefined): Generator<TraceWindow> {
  let endUs = toUs;
  for (let length = firstUs ?? toUs - fromUs; endUs > fromUs; length *= 4n) {
    const startUs = endUs - length < fromUs ? fromUs : endUs - length;
    yield { fromUs: startUs, toUs: endUs };
    endUs = startUs;
  }
}
