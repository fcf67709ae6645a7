import { eq } from "drizzle-orm";
import { RequestError } from "../api/problem.ts";
import { people } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import type { AccessContext } from "./context.ts";
import { emailOf } from "./emails.ts";
import { beginLoginTry } from "./login-failures.ts";
import { beginSession, type BegunSession } from "./sessions.ts";

/**
 * Logs somebody in by e-mail and password. Who does not exist, is disabled or has no password is answered as slowly and with
 * the same words as a wrong password. Throws RequestError 401, 429 after many failures, 503 when too many log in at once.
 */
export async function login(
  context: AccessContext,
  givenEmail: string,
  password: string,
  from: string,
): Promise<BegunSession> {
  const { now, passwords } = context;
  const { db } = context.database;
  const email = emailOf(givenEmail);
  const tried = await beginLoginTry(context, email, from);
  const [person] = await db.select().from(people).where(eq(people.email, email));
  const right = await passwords.verify(password, person?.passwordHash);
  if (person === undefined || !right || person.disabled) {
    // What a stranger typed may be anything, their password too: only who exists is named.
    const subject = person?.email ?? "unknown e-mail";
    await writeAudit(db, now(), "system", { action: "login.failed", subject, after: { from } });
    throw new RequestError(401, "wrong-login", "e-mail or password is wrong", "ask an admin for a new invitation");
  }
  await tried.succeeded();
  return db.transaction(async (transaction) => {
    await writeAudit(transaction, now(), person.email, { action: "login", subject: person.email, after: { from } });
    return beginSession(transaction, person.id, now());
  });
}
