import type { Column, Migration, Table } from "./migrations/migration.ts";

/** The statements of a migration for one server, in order. Each can run twice. */
export function statementsOf({ tables = [], alterations = [], empties = [] }: Migration): string[] {
  return [
    ...tables.map((table) => createTable(table, table.name, `ReplacingMergeTree(${table.version})`)),
    ...alterations.map(({ table, change }) => `ALTER TABLE ${table} ${change}`),
    ...empties.map((table) => `TRUNCATE TABLE IF EXISTS ${table}`),
  ];
}

/** `CREATE TABLE IF NOT EXISTS` with the engine given; `where` goes behind the name: `ON CLUSTER main`. */
export function createTable(table: Table, name: string, engine: string, where = ""): string {
  const body = [...table.columns.map(columnClause), ...(table.indexes ?? []).map((index) => `INDEX ${index}`)];
  const settings = Object.entries(table.settings ?? {}).map(([key, value]) => `${key} = ${value}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${name}${where === "" ? "" : ` ${where}`} (`,
    body.map((line) => `  ${line}`).join(",\n"),
    `) ENGINE = ${engine}`,
    ...(table.partitionBy === undefined ? [] : [`PARTITION BY ${table.partitionBy}`]),
    `ORDER BY ${table.orderBy}`,
    ...(settings.length === 0 ? [] : [`SETTINGS ${settings.join(", ")}`]),
  ].join("\n");
}

function columnClause({ name, type, codec }: Column): string {
  return `${name} ${type}${codec === undefined ? "" : ` CODEC(${codec})`}`;
}
