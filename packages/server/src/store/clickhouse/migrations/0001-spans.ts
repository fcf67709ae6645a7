import type { Column, Migration } from "./migration.ts";

const name = "LowCardinality(String)";
// Neither the project nor keys of maps are dictionaries: it cost a tenth of the insert rate and saved no disk.
const map = "Map(String, String)";
const project: Column = { name: "project", type: "String", codec: "ZSTD(1)" };
const time = (digits: number, column: string): Column => ({
  name: column,
  type: `DateTime64(${digits}, 'UTC')`,
  codec: "Delta(8), ZSTD(1)",
});
const text = (column: string): Column => ({ name: column, type: "String", codec: "ZSTD(3)" });
const short = (column: string): Column => ({ name: column, type: "String", codec: "ZSTD(1)" });

/**
 * Words of a JSON text, lower-cased; Chinese and Japanese by character. The escape of a line end is taken out, or the word
 * behind it would begin with an n.
 */
const words = (column: string): string =>
  `words_${column} ${column} TYPE text(tokenizer = unicodeWord, preprocessor = lowerUTF8(replaceAll(${column}, '\\\\n', ' ')))`;

const bloom = (column: string): string => `by_${column} ${column} TYPE bloom_filter(0.01) GRANULARITY 1`;

/** Finds what arrived since a moment: rollups recompute the hours that it belongs to. */
const arrived = "by_ingested_at ingested_at TYPE minmax GRANULARITY 1";

/** Spans, scores and events of spans; the columns are those of `store/spans/row.ts`. */
export const spans: Migration = {
  version: 1,
  name: "spans",
  tables: [
    {
      name: "spans",
      columns: [
        project,
        short("trace_id"),
        short("span_id"),
        short("parent_span_id"),
        { name: "name", type: name },
        { name: "kind", type: name },
        time(6, "start"),
        { name: "duration_ms", type: "Float64", codec: "ZSTD(1)" },
        { name: "status", type: name },
        text("status_message"),
        { name: "model", type: name },
        { name: "provider", type: name },
        { name: "environment", type: name },
        { name: "release", type: name },
        short("session_id"),
        short("user_id"),
        text("input"),
        text("output"),
        text("messages"),
        text("tool_calls"),
        text("documents"),
        { name: "input_tokens", type: "Nullable(UInt64)", codec: "ZSTD(1)" },
        { name: "output_tokens", type: "Nullable(UInt64)", codec: "ZSTD(1)" },
        { name: "cached_input_tokens", type: "Nullable(UInt64)", codec: "ZSTD(1)" },
        { name: "reasoning_tokens", type: "Nullable(UInt64)", codec: "ZSTD(1)" },
        { name: "cost_usd", type: "Nullable(Float64)", codec: "ZSTD(1)" },
        { name: "cost_source", type: name },
        { name: "time_to_first_token_ms", type: "Nullable(Float64)", codec: "ZSTD(1)" },
        { name: "tool", type: name },
        { name: "tool_error", type: "UInt8", codec: "ZSTD(1)" },
        { name: "refusal", type: "UInt8", codec: "ZSTD(1)" },
        { name: "fallback", type: "UInt8", codec: "ZSTD(1)" },
        { name: "detections", type: "Map(String, UInt32)", codec: "ZSTD(1)" },
        { name: "attributes", type: map, codec: "ZSTD(1)" },
        { name: "size", type: "UInt32", codec: "ZSTD(1)" },
        time(3, "ingested_at"),
      ],
      indexes: [bloom("trace_id"), bloom("session_id"), bloom("user_id"), arrived, words("input"), words("output")],
      orderBy: "(project, toStartOfHour(start), trace_id, span_id)",
      partitionBy: "toDate(start)",
      shardBy: "project, trace_id",
      version: "ingested_at",
    },
    {
      name: "scores",
      columns: [
        project,
        short("id"),
        short("trace_id"),
        short("span_id"),
        short("session_id"),
        { name: "name", type: name },
        { name: "source", type: name },
        { name: "feedback", type: "UInt8", codec: "ZSTD(1)" },
        { name: "score", type: "Nullable(Float64)", codec: "ZSTD(1)" },
        text("value"),
        text("comment"),
        text("metadata"),
        time(3, "time"),
        { name: "deleted", type: "UInt8", codec: "ZSTD(1)" },
        time(3, "ingested_at"),
      ],
      indexes: [bloom("trace_id"), bloom("session_id"), "by_time time TYPE minmax GRANULARITY 1", arrived],
      // A correction may carry another time, and has to replace the first version all the same: no partitions by time.
      orderBy: "(project, id)",
      shardBy: "project, id",
      version: "ingested_at",
    },
    {
      name: "span_events",
      columns: [
        project,
        short("trace_id"),
        short("span_id"),
        short("id"),
        { name: "name", type: name },
        time(3, "time"),
        text("body"),
        { name: "attributes", type: map, codec: "ZSTD(1)" },
        time(3, "ingested_at"),
      ],
      indexes: [arrived],
      orderBy: "(project, trace_id, span_id, id)",
      // The id is made from the time among others, so versions of one event share their day.
      partitionBy: "toDate(time)",
      shardBy: "project, trace_id",
      version: "ingested_at",
    },
  ],
};
