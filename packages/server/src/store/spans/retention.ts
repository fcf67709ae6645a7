import type { ClickHouse } from "../clickhouse/clickhouse.ts";
import { Bindings, ofProject } from "./bindings.ts";
import { removeRows, type SentTable } from "./removal.ts";

const times: Readonly<Record<SentTable, string>> = {
  spans: "start",
  scores: "time",
  span_events: "time",
  settled_traces: "hour",
};

/**
 * Removes what a project sent about times before `beforeMs`, ms since 1970. Tables that hold nothing so old are left alone.
 * Days are shared by all projects, so that none is dropped as a whole. Throws a StoreError.
 */
export async function removeBefore(clickhouse: ClickHouse, project: string, beforeMs: number): Promise<void> {
  for (const [table, time] of Object.entries(times) as [SentTable, string][]) {
    const bindings = new Bindings(project);
    const older = `${time} < ${bindings.momentMs(beforeMs)}`;
    const { parameters } = bindings;
    const some = await clickhouse.rows(`SELECT 1 FROM ${table} WHERE ${ofProject} AND ${older} LIMIT 1`, {
      parameters,
      lane: "background",
    });
    if (some.length > 0) await removeRows(clickhouse, table, older, parameters);
  }
}
