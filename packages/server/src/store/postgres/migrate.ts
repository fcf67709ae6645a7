import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { StoreError } from "../error.ts";
import type { Queryable } from "./database.ts";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";

/** From the sources and from what is built of them alike. */
const folder = fileURLToPath(new URL("../../../migrations/postgres", import.meta.url));

/** Lets one process at a time change tables; any fixed number does. */
const lock = 1_196_379_205;

/** The migrations that this program brings, the oldest first; made by `npm run db:generate`. */
export function readMigrations(): MigrationMeta[] {
  return readMigrationFiles({ migrationsFolder: folder });
}

/**
 * Brings the tables up to date, in one transaction; forward only. Of several processes that start at once one does the work and
 * the others wait for it. Throws a StoreError (`rejected`) when the tables are newer than this program or were made by another
 * form of a migration.
 */
export async function migrate(db: NodePgDatabase, migrations: readonly MigrationMeta[]): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.execute(sql`set local statement_timeout = 0`);
    await transaction.execute(sql`select pg_advisory_xact_lock(${lock})`);
    await transaction.execute(
      sql`create table if not exists migrations (
        version bigint primary key, digest text not null, applied_at timestamptz(3) not null default now()
      )`,
    );
    const applied = await appliedDigests(transaction);
    refuseNewer(applied, migrations);
    for (const migration of migrations) {
      const known = applied.get(migration.folderMillis);
      if (known === undefined) await apply(transaction, migration);
      else if (known !== migration.hash) throw otherForm();
    }
  });
}

async function appliedDigests(transaction: Queryable): Promise<Map<number, string>> {
  const { rows } = await transaction.execute<{ version: string; digest: string }>(
    sql`select version::text, digest from migrations`,
  );
  return new Map(rows.map(({ version, digest }) => [Number(version), digest]));
}

function refuseNewer(applied: ReadonlyMap<number, string>, migrations: readonly MigrationMeta[]): void {
  const known = new Set(migrations.map(({ folderMillis }) => folderMillis));
  const unknown = [...applied.keys()].filter((version) => !known.has(version));
  if (unknown.length === 0) return;
  throw new StoreError("rejected", "the database's tables are newer than this program", {
    hint: "npm install goldloop-server@latest",
  });
}

async function apply(transaction: Queryable, { sql: statements, folderMillis, hash }: MigrationMeta): Promise<void> {
  for (const statement of statements) await transaction.execute(sql.raw(statement));
  await transaction.execute(sql`insert into migrations (version, digest) values (${folderMillis}, ${hash})`);
}

function otherForm(): StoreError {
  return new StoreError("rejected", "the database's tables come from another form of a migration", {
    hint: "use the version of goldloop-server that made them, or an empty database",
  });
}
