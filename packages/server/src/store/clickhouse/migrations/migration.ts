/** A column as it is created: `LowCardinality(String)`, with its codec. */
export interface Column {
  name: string;
  type: string;
  codec?: string;
}

/** A table whose rows replace each other: of those with the same `orderBy`, the one with the highest `version` counts. */
export interface Table {
  name: string;
  columns: readonly Column[];
  /** `INDEX` clauses without the word: `trace trace_id TYPE bloom_filter(0.01)`. */
  indexes?: readonly string[];
  orderBy: string;
  /** Undefined: one partition. An expression over what never changes between versions of a row. */
  partitionBy?: string;
  /** What rows of one `orderBy` share, for the shards of a cluster: `project, trace_id`. */
  shardBy: string;
  /** The column that decides which row is the newest. */
  version: string;
  settings?: Readonly<Record<string, string | number>>;
}

/** A change to a table of an earlier migration; safe to run twice: `ADD COLUMN IF NOT EXISTS cost Float64`. */
export interface Alteration {
  table: string;
  change: string;
}

/**
 * One step of the schema. Never changed once released: a later one corrects it. Two processes may apply it at the same time,
 * so each of its statements can run twice.
 */
export interface Migration {
  /** Counts from 1, without gaps. */
  version: number;
  /** For people: `spans`. */
  name: string;
  tables?: readonly Table[];
  alterations?: readonly Alteration[];
  /** Tables whose rows are taken away because they are made anew. */
  empties?: readonly string[];
}
