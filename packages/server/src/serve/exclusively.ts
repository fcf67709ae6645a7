import { sql } from "drizzle-orm";
import type { Database } from "../store/postgres/database.ts";
import type { Exclusively } from "./worker.ts";

/** Tells our advisory locks from those of others in the same database; any fixed number does. */
const ours = 1_196_379_204;

/**
 * Keeps a job from running on two machines at once, by an advisory lock of PostgreSQL that ends with its transaction, and so
 * with its machine. The embedded database serves one process: nothing is to be kept apart, and a transaction that stays open
 * would hold up everybody else.
 */
export function exclusivelyOver({ db, embedded }: Database): Exclusively {
  if (embedded) {
    return async (_name, work) => {
      await work();
      return true;
    };
  }
  return (name, work) =>
    db.transaction(async (transaction) => {
      const answer = await transaction.execute<{ got: boolean }>(
        sql`select pg_try_advisory_xact_lock(${ours}, hashtext(${name})) as got`,
      );
      if (answer.rows[0]?.got !== true) return false;
      await work();
      return true;
    });
}
