import type { QueryParameter } from "../clickhouse/clickhouse.ts";

/** Values of one query, each under a name of its own: what users give reaches SQL by these only. */
export class Bindings {
  readonly parameters: Record<string, QueryParameter> = {};
  #next = 0;

  constructor(project: string) {
    this.parameters["project"] = project;
  }

  /** Binds a value and returns the SQL that stands for it: `{p0:String}`. */
  bind(type: string, value: QueryParameter): string {
    const name = `p${this.#next++}`;
    this.parameters[name] = value;
    return `{${name}:${type}}`;
  }

  text(value: string): string {
    return this.bind("String", value);
  }

  texts(values: readonly string[]): string {
    return this.bind("Array(String)", values);
  }

  number(value: number): string {
    return this.bind("Float64", value);
  }

  /** A point in time, µs since 1970. */
  momentUs(us: bigint): string {
    return `fromUnixTimestamp64Micro(${this.bind("Int64", String(us))}, 'UTC')`;
  }

  /** A point in time, ms since 1970. */
  momentMs(ms: number): string {
    return `fromUnixTimestamp64Milli(${this.bind("Int64", Math.round(ms))}, 'UTC')`;
  }
}

/** Restricts any of the tables to the project that `Bindings` was made for. Every read and removal begins with it. */
export const ofProject = "project = {project:String}";

/**
 * SQL that reads a table, each row in its newest version. `same` must be of columns that no version of a row changes (the
 * project, ids, a span's start): what they rule out is not even read, where a condition on others is decided once the newest
 * version is known.
 */
export function newest(table: "spans" | "scores" | "span_events", same: string): string {
  return `${table} FINAL PREWHERE ${ofProject} AND ${same}`;
}
