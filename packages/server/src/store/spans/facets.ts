import type { Facets, TraceFilterQuery } from "../../api/contract/traces.ts";
import { Bindings } from "./bindings.ts";
import { givenSince, hasValue, positiveFrom } from "./given-filter.ts";
import type { Range } from "./spans.ts";
import type { SettledColumn } from "./trace-columns.ts";
import type { TraceSource } from "./settled.ts";
import { scopeOf } from "./trace-scope.ts";
import { usOf } from "./trace-window.ts";
import { tracesSql } from "./traces-sql.ts";

type FacetName = Facets["facets"][number]["name"];

const mostValues = 20;

interface Facet {
  columns: readonly SettledColumn[];
  /** What of a trace decides its values: SQL over the columns and what was given to it, by name. */
  keys: Readonly<Record<string, string>>;
  /** The values, as an SQL array over the keys. */
  values: string;
}

const facets: Readonly<Record<FacetName, Facet>> = {
  environment: { columns: ["environmentOf"], keys: { ofEnvironment: "environmentOf" }, values: "[ofEnvironment]" },
  release: { columns: ["releaseOf"], keys: { ofRelease: "releaseOf" }, values: "[ofRelease]" },
  model: { columns: ["models"], keys: { ofModels: "models" }, values: "ofModels" },
  route: { columns: ["route"], keys: { ofRoute: "route" }, values: "[ofRoute]" },
  tool: { columns: ["tools"], keys: { ofTools: "tools" }, values: "ofTools" },
  status: { columns: ["errors"], keys: { failed: "errors > 0" }, values: "[if(failed, 'error', 'ok')]" },
  flag: {
    columns: ["refusals", "fallbacks", "toolErrors", "found"],
    keys: { refused: "refusals > 0", fellBack: "fallbacks > 0", toolFailed: "toolErrors > 0", ofFound: "found" },
    values: `arrayConcat(ofFound, [if(refused, 'refusal', ''), if(fellBack, 'fallback', ''), if(toolFailed, 'toolError', ''),
      if(notEmpty(ofFound), 'safety', '')])`,
  },
  score: { columns: [], keys: { ofScores: "arraySort(arrayDistinct(scoreNames))" }, values: "ofScores" },
  feedback: {
    columns: [],
    keys: { saidAny: "anySaid > 0", saidGood: "goodSaid > 0", saidBad: "badSaid > 0" },
    values: "[if(saidAny, 'any', ''), if(saidGood, 'positive', ''), if(saidBad, 'negative', '')]",
  },
};
const names = Object.keys(facets) as FacetName[];

/** What was given to each trace that starts after `fromUs`. */
function given(bindings: Bindings, fromUs: bigint): string {
  return `SELECT trace_id, groupArrayIf(name, ${hasValue}) AS scoreNames, countIf(feedback = 1) AS anySaid,
    countIf(feedback = 1 AND score >= ${positiveFrom}) AS goodSaid, countIf(feedback = 1 AND score < ${positiveFrom}) AS badSaid
  FROM scores FINAL WHERE ${givenSince(bindings, fromUs)} AND trace_id != '' GROUP BY trace_id`;
}

/**
 * The most frequent values of each facet, up to 20, each facet under all filters but its own. Throws as `listTraces`.
 */
export async function traceFacets(
  source: TraceSource,
  project: string,
  query: TraceFilterQuery,
  range: Range,
): Promise<Facets> {
  const window = { fromUs: usOf(range.fromMs), toUs: usOf(range.toMs) };
  const bindings = new Bindings(project);
  const scope = await scopeOf(source, project, bindings, query, window);
  const own = scope.filters.filter(({ name }) => isFacet(name));
  const traces = tracesSql({ ...scope, filters: scope.filters.filter(({ name }) => !isFacet(name)) }, [
    ...Object.values(facets).flatMap(({ columns }) => columns),
    ...own.flatMap(({ columns }) => columns),
  ]);
  const pairsOf = names.map((facet) => {
    const others = own.filter(({ name }) => name !== facet).map(({ name }) => `passes_${name}`);
    const pairs = `arrayMap(value -> ('${facet}', toString(value)), ${facets[facet].values})`;
    return others.length === 0 ? pairs : `if(${others.join(" AND ")}, ${pairs}, [])`;
  });
  // Many traces are alike: each kind of them is taken apart once.
  const keys = Object.entries(
    Object.assign({}, ...Object.values(facets).map((facet) => facet.keys)) as Record<string, string>,
  );
  for (const { name, condition = "1" } of own) keys.push([`passes_${name}`, condition]);
  const rows = await source.scan<{ facet: FacetName; value: string; traces: number }>(
    `SELECT pair.1 AS facet, pair.2 AS value, toFloat64(sum(n)) AS traces FROM (
       SELECT n, arrayJoin(arrayConcat(${pairsOf.join(", ")})) AS pair FROM (
         SELECT ${keys.map(([name, key]) => `${key} AS ${name}`).join(", ")}, count() AS n
         FROM (${traces}) AS traces LEFT JOIN (${given(bindings, window.fromUs)}) AS given USING trace_id
         GROUP BY ${keys.map(([name]) => name).join(", ")}
       )
     ) WHERE value != '' GROUP BY pair ORDER BY traces DESC, value LIMIT ${mostValues} BY facet`,
    bindings,
  );
  const byFacet = Map.groupBy(rows, ({ facet }) => facet);
  return {
    facets: names.map((name) => ({
      name,
      values: (byFacet.get(name) ?? []).map(({ value, traces: count }) => ({ value, traces: count })),
    })),
  };
}

function isFacet(name: string): name is FacetName {
  return Object.hasOwn(facets, name);
}
