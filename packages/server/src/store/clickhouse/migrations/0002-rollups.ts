import type { Column, Migration } from "./migration.ts";

const name = "LowCardinality(String)";
const project: Column = { name: "project", type: "String", codec: "ZSTD(1)" };
const seconds = (column: string): Column => ({
  name: column,
  type: "DateTime('UTC')",
  codec: "Delta(4), ZSTD(1)",
});
const hour = seconds("hour");
const number = (column: string, type = "UInt64"): Column => ({ name: column, type, codec: "ZSTD(1)" });
const names = (column: string): Column => ({ name: column, type: "Array(LowCardinality(String))", codec: "ZSTD(1)" });
const time = (digits: number, column: string): Column => ({
  name: column,
  type: `DateTime64(${digits}, 'UTC')`,
  codec: "ZSTD(1)",
});

/**
 * The signals by hour and quarter of an hour, recomputed from the spans and scores, and what tells which of their rows count: those of the
 * generation that `rollup_hours` names for the hour. Rows of other generations are left over from an earlier computation or
 * from one that was cut short.
 */
export const rollups: Migration = {
  version: 2,
  name: "rollups",
  tables: [
    {
      name: "rollups",
      columns: [
        project,
        { name: "measure", type: name },
        // 60 or 15: how long a row's step is; quarters are kept for some days only.
        number("minutes", "UInt8"),
        hour,
        number("generation"),
        seconds("at"),
        { name: "environment", type: name },
        { name: "release", type: name },
        { name: "route", type: "String", codec: "ZSTD(1)" },
        // The model or the tool of what was measured; empty where a trace as a whole was.
        { name: "subject", type: name },
        // What the trace used, sorted.
        names("models"),
        names("tools"),
        number("n"),
        // Decimal, so that the order of adding does not show.
        number("total", "Decimal(38, 12)"),
        number("low", "Float64"),
        number("high", "Float64"),
        {
          name: "sketch",
          type: "AggregateFunction(quantilesDD(0.01, 0.5, 0.9, 0.95, 0.99), Float64)",
          codec: "ZSTD(1)",
        },
      ],
      orderBy: "(project, measure, minutes, hour, generation, at, environment, release, route, subject, models, tools)",
      partitionBy: "toYYYYMM(hour)",
      shardBy: "project, hour",
      version: "generation",
    },
    {
      name: "rollup_hours",
      columns: [project, hour, number("generation"), number("version")],
      orderBy: "(project, hour)",
      shardBy: "project, hour",
      version: "version",
    },
    {
      // Hours before `frontier` have been computed from all that arrived until `watermark`.
      name: "rollup_progress",
      columns: [project, time(3, "watermark"), seconds("frontier"), number("version")],
      orderBy: "project",
      shardBy: "project",
      version: "version",
    },
    {
      // Hours of which something was taken away: no newer row tells of that.
      name: "rollup_dirty",
      columns: [project, hour, time(3, "marked_at")],
      orderBy: "(project, hour)",
      shardBy: "project, hour",
      version: "marked_at",
    },
    {
      // In which hour a score was counted: a correction may move it to another. `score` is a digest of its id.
      name: "rollup_scores",
      columns: [project, number("score"), hour, number("version")],
      orderBy: "(project, score)",
      shardBy: "project, score",
      version: "version",
    },
    {
      // When a release was first seen; the highest `earliness` is the earliest time.
      name: "releases",
      columns: [
        project,
        { name: "release", type: "String", codec: "ZSTD(1)" },
        { name: "environment", type: name },
        time(3, "first_seen"),
        number("earliness"),
      ],
      orderBy: "(project, release, environment)",
      shardBy: "project, release",
      version: "earliness",
    },
  ],
  alterations: [
    {
      // Traces that last long are few; finding them must not cost a scan.
      table: "spans",
      change: "ADD INDEX IF NOT EXISTS by_duration duration_ms TYPE minmax GRANULARITY 1",
    },
  ],
};
