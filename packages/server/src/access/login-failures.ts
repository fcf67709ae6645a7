import { and, count, eq, gt, inArray, lt, lte, or } from "drizzle-orm";
import { RequestError } from "../api/problem.ts";
import { loginFailures } from "../store/postgres/index.ts";
import type { AccessContext, Queryable } from "./context.ts";

/** Failures older than this are forgotten. */
const windowMs = 15 * 60_000;
/** From one address, whoever it tried to be. */
const mostFrom = 30;
/** For one e-mail, from addresses that failed before. */
const mostFor = 10;
/** For one e-mail from anywhere: many addresses guess together. */
const mostForAnywhere = 100;

/** One try to log in: counted as failed from its beginning, so that many at once do not pass together. */
export interface LoginTry {
  /** It was no failure; those before for this e-mail are forgotten. */
  succeeded(): Promise<void>;
}

/**
 * Begins a try. Failures are kept in the database and slow down guessing on every machine alike. An address that has not failed
 * of late may try in spite of what others did to the same e-mail, so that nobody locks somebody else out by guessing from one
 * place. Throws RequestError 429 with the time to wait.
 */
export async function beginLoginTry(
  { database: { db }, now }: AccessContext,
  email: string,
  from: string,
): Promise<LoginTry> {
  const time = new Date(now());
  const byEmail = `email ${email}`;
  const byAddress = `from ${networkOf(from)}`;
  const rows = await db
    .insert(loginFailures)
    .values([byEmail, byAddress].map((subject) => ({ subject, time })))
    .returning({ id: loginFailures.id, subject: loginFailures.subject });
  const takeBack = async (): Promise<void> => {
    const own = rows.map(({ id }) => id);
    await db.delete(loginFailures).where(inArray(loginFailures.id, own));
  };
  const before = await failuresBefore(db, rows, time);
  const forEmail = before.get(byEmail) ?? 0;
  const fromHere = before.get(byAddress) ?? 0;
  if (fromHere >= mostFrom || forEmail >= mostForAnywhere || (forEmail >= mostFor && fromHere > 0)) {
    // A try that was not looked at does not make the wait longer.
    await takeBack();
    throw new RequestError(429, "too-many-logins", "too many logins failed", "wait some minutes, then try again", {
      retryAfterSeconds: windowMs / 1000,
    });
  }
  return {
    async succeeded() {
      await takeBack();
      await db.delete(loginFailures).where(eq(loginFailures.subject, byEmail));
    },
  };
}

/** Removes failures that count no more. */
export async function forgetLoginFailures(db: Queryable, nowMs: number): Promise<void> {
  await db.delete(loginFailures).where(lte(loginFailures.time, new Date(nowMs - windowMs)));
}

/** How many failures of each subject were counted before its row. */
async function failuresBefore(
  db: Queryable,
  rows: readonly { id: number; subject: string }[],
  time: Date,
): Promise<Map<string, number>> {
  const earlier = rows.map(({ id, subject }) => and(eq(loginFailures.subject, subject), lt(loginFailures.id, id)));
  const counted = await db
    .select({ subject: loginFailures.subject, failed: count() })
    .from(loginFailures)
    .where(and(or(...earlier), gt(loginFailures.time, new Date(time.getTime() - windowMs))))
    .groupBy(loginFailures.subject);
  return new Map(counted.map(({ subject, failed }) => [subject, failed]));
}

/** An IPv4 address, or the first half of an IPv6 one: whoever has one of these has the whole network behind it. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().replace(/%.*$/, "").split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
