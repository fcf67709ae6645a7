import { randomUUID } from "node:crypto";
import { and, eq, gt, lte, or, isNull } from "drizzle-orm";
import type { Role } from "../api/contract/access.ts";
import { memberships, people, sessions } from "../store/postgres/index.ts";
import type { AccessContext, Queryable } from "./context.ts";
import type { Principal } from "./principal.ts";
import { digestOf, randomToken } from "./secrets.ts";
import type { LastUse } from "./last-use.ts";

const dayMs = 86_400_000;
/** A session that is not used ends, */
const idleMs = 14 * dayMs;
/** and one that is used ends too at last. */
const longestMs = 90 * dayMs;

/** A session that was begun: the cookie's value, and when it ends whatever happens. */
export interface BegunSession {
  token: string;
  expiresAt: Date;
}

/** Begins a session with a token of its own: one that a browser had before is never taken over. */
export async function beginSession(db: Queryable, personId: string, nowMs: number): Promise<BegunSession> {
  const token = randomToken();
  const now = new Date(nowMs);
  const expiresAt = new Date(nowMs + idleMs);
  await db
    .insert(sessions)
    .values({ id: randomUUID(), tokenHash: digestOf(token), personId, createdAt: now, expiresAt, lastSeenAt: now });
  await db.update(people).set({ lastSeenAt: now }).where(eq(people.id, personId));
  return { token, expiresAt: new Date(nowMs + longestMs) };
}

/** The person of a session that goes on, with the roles that they have now; undefined for any other. */
export async function personOf(
  { database: { db }, now }: AccessContext,
  token: string,
  lastUse: LastUse,
): Promise<Extract<Principal, { kind: "person" }> | undefined> {
  const nowMs = now();
  const at = new Date(nowMs);
  const rows = await db
    .select({ session: sessions, person: people, project: memberships.project, role: memberships.role })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .leftJoin(
      memberships,
      and(eq(memberships.personId, people.id), or(isNull(memberships.expiresAt), gt(memberships.expiresAt, at))),
    )
    .where(and(eq(sessions.tokenHash, digestOf(token)), gt(sessions.expiresAt, at), eq(people.disabled, false)));
  const [first] = rows;
  if (first === undefined) return undefined;
  const { session, person } = first;
  lastUse.note(session.id, async () => {
    const expiresAt = new Date(Math.min(nowMs + idleMs, session.createdAt.getTime() + longestMs));
    await db.update(sessions).set({ lastSeenAt: at, expiresAt }).where(eq(sessions.id, session.id));
    await db.update(people).set({ lastSeenAt: at }).where(eq(people.id, person.id));
  });
  return {
    kind: "person",
    personId: person.id,
    email: person.email,
    name: person.name,
    sessionId: session.id,
    roles: new Map(
      rows.flatMap(({ project, role }): [string, Role][] =>
        project === null || role === null ? [] : [[project, role]],
      ),
    ),
  };
}

/** Ends one session. */
export async function endSession(db: Queryable, sessionId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.id, sessionId));
}

/** Ends every session of a person. */
export async function endSessionsOf(db: Queryable, personId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.personId, personId));
}

/** Removes sessions that have ended. */
export async function forgetEndedSessions(db: Queryable, nowMs: number): Promise<void> {
  await db.delete(sessions).where(lte(sessions.expiresAt, new Date(nowMs)));
}
