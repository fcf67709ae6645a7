import { spans } from "./0001-spans.ts";
import { rollups } from "./0002-rollups.ts";
import { settledTraces } from "./0003-settled-traces.ts";
import type { Migration } from "./migration.ts";

/** Every step of the schema, in order. A new one is a file of its own and a line here. */
export const migrations: readonly Migration[] = [spans, rollups, settledTraces];

/** Text indexes, by name: too slow to be made with each insert, so merges make them. */
export const deferredIndexes: readonly string[] = migrations
  .flatMap(({ tables = [] }) => tables.flatMap(({ indexes = [] }) => indexes))
  .filter((index) => / TYPE text\(/.test(index))
  .map((index) => index.split(" ", 1).join(""));
