import { migrations } from "./migrations/index.ts";
import { createTable } from "./table-statements.ts";

/** A ClickHouse cluster of shards and replicas, as its configuration names things. */
export interface Cluster {
  /** Name in `remote_servers`. */
  name: string;
  database: string;
  /** Keeper's path of the tables. Default `/clickhouse/tables/{shard}/{database}/{table}`. */
  keeperPath?: string;
}

/**
 * SQL that makes the store's tables on a cluster, to be run once by whoever runs the cluster: for each table a Replicated one
 * on every node and a Distributed one of the same name over them, sharded so that versions of a row meet. Made from the columns of the migrations. Experimental: its syntax is checked, it has not run on a real cluster.
 * Throws TypeError when a name is no identifier.
 */
export function clusterSchema({ name, database, keeperPath }: Cluster): string {
  const path = keeperPath ?? "/clickhouse/tables/{shard}/{database}/{table}";
  for (const word of [name, database]) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(word))
      throw new TypeError("a cluster and a database are named by identifiers");
  }
  if (path.includes("'") || path.includes("\\")) throw new TypeError("the keeper's path has no quotes");
  const where = `ON CLUSTER ${name}`;
  const statements = [`CREATE DATABASE IF NOT EXISTS ${database} ${where}`];
  for (const migration of migrations) {
    for (const table of migration.tables ?? []) {
      const local = `${database}.${table.name}_local`;
      const distributed = `${database}.${table.name}`;
      statements.push(
        createTable(table, local, `ReplicatedReplacingMergeTree('${path}', '{replica}', ${table.version})`, where),
        `CREATE TABLE IF NOT EXISTS ${distributed} ${where} AS ${local}\nENGINE = Distributed(${name}, ${database}, ${table.name}_local, cityHash64(${table.shardBy}))`,
      );
    }
    for (const { table, change } of migration.alterations ?? []) {
      statements.push(`ALTER TABLE ${database}.${table}_local ${where} ${change}`);
      if (/^(?:ADD|DROP|RENAME|MODIFY) COLUMN/.test(change)) {
        statements.push(`ALTER TABLE ${database}.${table} ${where} ${change}`);
      }
    }
    for (const table of migration.empties ?? []) {
      statements.push(`TRUNCATE TABLE IF EXISTS ${database}.${table}_local ${where}`);
    }
  }
  return statements.map((statement) => `${statement};\n`).join("\n");
}
