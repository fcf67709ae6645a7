import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { RequestError } from "../api/problem.ts";
import { memberships, people } from "../store/postgres/index.ts";
import { locks, type Queryable } from "./context.ts";
import { everywhere } from "./permissions.ts";

/** Lets one change of people at a time happen, on every machine, until the transaction ends: two admins could remove each other. */
export async function onePersonChangeAtATime(transaction: Queryable): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(${locks.admins})`);
}

/**
 * Throws RequestError 409 when nobody is left who administers the whole server for good and can log in. Asked after the change,
 * within its transaction.
 */
export async function checkAdminLeft(transaction: Queryable): Promise<void> {
  const [left] = await transaction
    .select({ id: people.id })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.project, everywhere),
        eq(memberships.role, "admin"),
        isNull(memberships.expiresAt),
        eq(people.disabled, false),
        or(isNotNull(people.passwordHash), isNotNull(people.oidcSubject)),
      ),
    )
    .limit(1);
  if (left !== undefined) return;
  throw new RequestError(
    409,
    "last-admin",
    "nobody would be left who administers all projects",
    "make somebody else admin of all projects first",
  );
}
