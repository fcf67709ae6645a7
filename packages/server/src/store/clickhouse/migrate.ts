import { createHash } from "node:crypto";
import { StoreError } from "../error.ts";
import type { ClickHouse } from "./clickhouse.ts";
import type { Migration } from "./migrations/migration.ts";
import { statementsOf } from "./table-statements.ts";

const appliedTable = `CREATE TABLE IF NOT EXISTS migrations (
  version UInt32, name String, digest String, applied_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(applied_at) ORDER BY version`;

/**
 * Brings the tables up to date; forward only. Several processes may do so at once on one server: statements can run twice,
 * and what another has applied meanwhile counts. Throws a StoreError (`rejected`) when the tables are newer than this program
 * or were made by another form of a migration.
 */
export async function migrate(clickhouse: ClickHouse, migrations: readonly Migration[]): Promise<void> {
  await clickhouse.command(appliedTable);
  const applied = await appliedDigests(clickhouse);
  const newest = Math.max(0, ...applied.keys());
  if (newest > migrations.length) {
    throw new StoreError(
      "rejected",
      `the store's tables are of version ${newest}, this program knows ${migrations.length}`,
      {
        hint: "npm install goldloop-server@latest",
      },
    );
  }
  for (const migration of migrations) {
    const digest = digestOf(migration);
    const known = applied.get(migration.version);
    if (known === undefined) await apply(clickhouse, migration, digest);
    else if (known !== digest) {
      throw new StoreError("rejected", `the store's tables come from another form of migration ${migration.version}`, {
        hint: "use the version of goldloop-server that made them, or an empty database",
      });
    }
  }
}

/** SHA-256 over the statements, white space aside. */
export function digestOf(migration: Migration): string {
  const text = statementsOf(migration).join(";\n").replace(/\s+/g, " ");
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

async function apply(clickhouse: ClickHouse, migration: Migration, digest: string): Promise<void> {
  for (const statement of statementsOf(migration)) await clickhouse.command(statement);
  await clickhouse.command(`INSERT INTO migrations SELECT {version:UInt32}, {name:String}, {digest:String}, now64(3)`, {
    parameters: { version: migration.version, name: migration.name, digest },
  });
}

async function appliedDigests(clickhouse: ClickHouse): Promise<Map<number, string>> {
  const rows = await clickhouse.rows<{ version: number; digest: string }>(
    "SELECT version, digest FROM migrations FINAL ORDER BY version",
    { lane: "background" },
  );
  return new Map(rows.map(({ version, digest }) => [version, digest]));
}
