import { and, eq, gt, isNotNull, isNull, lte, or } from "drizzle-orm";
import { invitations } from "../store/postgres/index.ts";
import type { Queryable } from "./context.ts";
import { digestOf, randomToken } from "./secrets.ts";

const validMs = 7 * 86_400_000;

/** A link that can be used: whose password it sets; nobody's for the first admin's. */
export interface OneTimeLink {
  personId: string | null;
}

/** Makes a link's token, valid once and for 7 days. `personId` is null for the first admin's. */
export async function makeLink(db: Queryable, personId: string | null, nowMs: number): Promise<string> {
  const token = randomToken();
  const times = { createdAt: new Date(nowMs), expiresAt: new Date(nowMs + validMs) };
  await db.insert(invitations).values({ tokenHash: digestOf(token), personId, ...times });
  return token;
}

/** The link of a token; undefined for one that is unknown, used or too old. */
export async function findLink(db: Queryable, token: string, nowMs: number): Promise<OneTimeLink | undefined> {
  const [row] = await db.select({ personId: invitations.personId }).from(invitations).where(usable(token, nowMs));
  return row;
}

/** Uses a link up. Of two that try at once one gets it, the other undefined. */
export async function useLink(db: Queryable, token: string, nowMs: number): Promise<OneTimeLink | undefined> {
  const [row] = await db
    .update(invitations)
    .set({ usedAt: new Date(nowMs) })
    .where(usable(token, nowMs))
    .returning({ personId: invitations.personId });
  return row;
}

/** Ends a person's links that were not used; those of the first admin for null. */
export async function endLinksOf(db: Queryable, personId: string | null): Promise<void> {
  const theirs = personId === null ? isNull(invitations.personId) : eq(invitations.personId, personId);
  await db.delete(invitations).where(and(theirs, isNull(invitations.usedAt)));
}

/** Removes links that were used or are too old. */
export async function forgetEndedLinks(db: Queryable, nowMs: number): Promise<void> {
  await db.delete(invitations).where(or(isNotNull(invitations.usedAt), lte(invitations.expiresAt, new Date(nowMs))));
}

function usable(token: string, nowMs: number) {
  return and(
    eq(invitations.tokenHash, digestOf(token)),
    isNull(invitations.usedAt),
    gt(invitations.expiresAt, new Date(nowMs)),
  );
}
