import type { TraceFilterQuery } from "../../api/contract/traces.ts";
import { RequestError } from "../../api/problem.ts";
import type { Bindings } from "./bindings.ts";
import { givenCondition, givenSince } from "./given-filter.ts";
import type { Figure } from "./innermost.ts";
import { latencyMs, type SettledColumn } from "./trace-columns.ts";
import { wordsCondition } from "./words.ts";

/** One filter of a query as SQL. */
export interface TraceFilter {
  name: Exclude<keyof TraceFilterQuery, "project" | "from" | "to">;
  /** True of a trace that passes: over what `columns` and `figures` say, or over its `trace_id`. Absent where `ofSpan` decides. */
  condition?: string;
  columns: readonly SettledColumn[];
  figures: readonly Figure[];
  /** A condition on single spans of which a trace needs one; an index, or one column, finds them. */
  ofSpan?: string;
}

/** The filters of a query about traces that start after `fromUs`; repeated values mean any of them. Throws RequestError 400 for what cannot be read. */
export function filtersOf(query: TraceFilterQuery, bindings: Bindings, fromUs: bigint): TraceFilter[] {
  const filters: TraceFilter[] = [];
  const add = (
    name: TraceFilter["name"],
    condition: string,
    columns: readonly SettledColumn[],
    figures: readonly Figure[] = [],
  ): void => {
    filters.push({ name, condition, columns, figures });
  };
  const bySpan = (name: TraceFilter["name"], ofSpan: string): void => {
    filters.push({ name, columns: [], figures: [], ofSpan });
  };
  const many = (
    name: "environment" | "release" | "route" | "model" | "tool" | "kind" | "flag" | "score" | "feedback" | "attribute",
  ): string[] => {
    const given = query[name];
    return given === undefined ? [] : [given].flat();
  };

  for (const [name, column] of [
    ["environment", "environmentOf"],
    ["release", "releaseOf"],
    ["route", "route"],
  ] as const) {
    const values = many(name);
    if (values.length > 0) add(name, `has(${bindings.texts(values)}, ${column})`, [column]);
  }
  for (const [name, column] of [
    ["model", "models"],
    ["tool", "tools"],
    ["kind", "kinds"],
  ] as const) {
    const values = many(name);
    if (values.length > 0) add(name, `hasAny(${column}, ${bindings.texts(values)})`, [column]);
  }
  if (query.status !== undefined) add("status", query.status === "error" ? "errors > 0" : "errors = 0", ["errors"]);
  const flags = many("flag");
  if (flags.length > 0) add("flag", anyOf(flags.map((flag) => flagCondition(flag, bindings))), flagColumns);
  if (query.session !== undefined) bySpan("session", `session_id = ${bindings.text(query.session)}`);
  if (query.user !== undefined) bySpan("user", `user_id = ${bindings.text(query.user)}`);
  if (query.text !== undefined && query.text.trim() !== "") bySpan("text", wordsCondition(query.text, bindings));
  const attributes = many("attribute");
  if (attributes.length > 0) bySpan("attribute", anyOf(attributes.map((one) => attributeCondition(one, bindings))));
  for (const name of ["score", "feedback"] as const) {
    const values = many(name);
    if (values.length === 0) continue;
    const given = anyOf(values.map((value) => givenCondition(name, value, bindings)));
    add(name, `trace_id IN (SELECT trace_id FROM scores FINAL WHERE ${givenSince(bindings, fromUs)} AND ${given})`, []);
  }
  if (query.minLatencyMs !== undefined)
    add("minLatencyMs", `${latencyMs} >= ${bindings.number(query.minLatencyMs)}`, latencyColumns);
  if (query.maxLatencyMs !== undefined)
    add("maxLatencyMs", `${latencyMs} <= ${bindings.number(query.maxLatencyMs)}`, latencyColumns);
  if (query.minCostUsd !== undefined)
    add("minCostUsd", `(hasPico AND toFloat64(pico) / 1e12 >= ${bindings.number(query.minCostUsd)})`, [], ["pico"]);
  return filters;
}

const latencyColumns = ["rank", "headMs", "extentMs"] as const;
const flagColumns = ["refusals", "fallbacks", "toolErrors", "found"] as const;

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? "0") : `(${conditions.join(" OR ")})`;
}

function flagCondition(flag: string, bindings: Bindings): string {
  switch (flag) {
    case "refusal":
      return "refusals > 0";
    case "fallback":
      return "fallbacks > 0";
    case "toolError":
      return "toolErrors > 0";
    case "safety":
      return "notEmpty(found)";
    default:
      return `has(found, ${bindings.text(flag)})`;
  }
}

/** A value is stored as JSON text: what is asked for may be a text, or stand for a number, yes or no. */
function attributeCondition(text: string, bindings: Bindings): string {
  const at = text.indexOf("=");
  if (at < 1)
    throw new RequestError(400, "bad-filter", "attribute: a key and a value are needed", "?attribute=app.tenant=acme");
  const value = text.slice(at + 1);
  return `attributes[${bindings.text(text.slice(0, at))}] IN ${bindings.texts([JSON.stringify(value), value])}`;
}
