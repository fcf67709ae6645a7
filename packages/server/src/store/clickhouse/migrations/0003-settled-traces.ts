import type { Column, Migration } from "./migration.ts";

const name = "LowCardinality(String)";
const column = (title: string, type: string, codec = "ZSTD(1)"): Column => ({ name: title, type, codec });
const names = (title: string): Column => column(title, "Array(LowCardinality(String))");
const count = (title: string): Column => column(title, "UInt32");

/**
 * What each trace of a settled hour adds up to, one row a trace, so that lists need not put a day of spans together. As with
 * the rollups, rows of the generation count that `rollup_hours` names for the hour. The columns are those of `traceColumns`
 * in `store/spans/trace-columns.ts`.
 */
export const settledTraces: Migration = {
  version: 3,
  name: "settled traces",
  tables: [
    {
      name: "settled_traces",
      columns: [
        column("project", "String"),
        // In which the trace started.
        column("hour", "DateTime('UTC')", "Delta(4), ZSTD(1)"),
        column("generation", "UInt64"),
        column("trace_id", "String"),
        column("rank", "UInt64"),
        column("first_us", "Int64", "Delta(8), ZSTD(1)"),
        column("last_us", "Int64", "Delta(8), ZSTD(1)"),
        column("head_ms", "Float64"),
        column("extent_ms", "Float64"),
        { name: "route", type: name },
        { name: "environment_of", type: name },
        { name: "release_of", type: name },
        column("session_id", "String"),
        names("models"),
        names("tools"),
        names("kinds"),
        names("found"),
        count("errors"),
        count("tool_errors"),
        count("refusals"),
        count("fallbacks"),
        // 1e-12 USD. That nobody said a cost is another thing than a cost of 0.
        column("pico", "Int128"),
        column("has_pico", "UInt8"),
        column("tokens", "Int128"),
        column("has_tokens", "UInt8"),
      ],
      // A span that comes late names its trace: which hour is that in?
      indexes: ["by_trace_id trace_id TYPE bloom_filter(0.01) GRANULARITY 1"],
      orderBy: "(project, hour, generation, trace_id)",
      partitionBy: "toDate(hour)",
      shardBy: "project, hour",
      version: "generation",
    },
  ],
  // Hours that were rolled up before have no rows here: all that are still open are rolled up again.
  empties: ["rollup_progress"],
};
