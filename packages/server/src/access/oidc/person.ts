import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Role } from "../../api/contract/access.ts";
import { RequestError } from "../../api/problem.ts";
import { memberships, people } from "../../store/postgres/index.ts";
import { writeAudit } from "../audit-log.ts";
import type { Queryable } from "../context.ts";
import { emailOf } from "../emails.ts";
import { onePersonChangeAtATime } from "../last-admin.ts";
import { grant } from "../membership.ts";
import { endLinksOf } from "../one-time-links.ts";
import type { Person } from "../people.ts";
import { everywhere } from "../permissions.ts";
import { endSessionsOf } from "../sessions.ts";
import type { Claims } from "./issuer.ts";

/** An auditor is one until a date; who logs in as one for the first time is for so long. */
const auditorMs = 30 * 86_400_000;

/**
 * The person whom the issuer vouches for: by its subject, else by verified e-mail, else a new one with `defaultRole` in every
 * project. Throws RequestError 403: no verified e-mail (`oidc-email`), nobody here and `defaultRole` is `none`, or disabled
 * (`oidc-unknown`), or the e-mail is somebody else's at the issuer by now (`oidc-other`).
 */
export async function personOfClaims(
  transaction: Queryable,
  claims: Claims,
  defaultRole: string,
  nowMs: number,
): Promise<Person> {
  await onePersonChangeAtATime(transaction);
  const subject = `${claims.issuer} ${claims.subject}`;
  const [linked] = await transaction.select().from(people).where(eq(people.oidcSubject, subject));
  if (linked !== undefined) return enabled(linked);
  if (claims.email === undefined) {
    throw new RequestError(403, "oidc-email", "the issuer does not say that your e-mail address is verified");
  }
  const email = emailOf(claims.email);
  const [known] = await transaction.select().from(people).where(eq(people.email, email));
  if (known !== undefined) return link(transaction, enabled(known), subject, claims.issuer, nowMs);
  if (defaultRole === "none") throw unknown();
  return add(transaction, { ...claims, email }, { subject, role: defaultRole as Role, nowMs });
}

async function link(db: Queryable, person: Person, subject: string, issuer: string, nowMs: number): Promise<Person> {
  if (person.oidcSubject?.startsWith(`${issuer} `) === true) {
    throw new RequestError(403, "oidc-other", "this e-mail address belongs to another account of the issuer");
  }
  // Nobody proved that the address is theirs when they set a password by an invitation's link: whoever got that link first
  // would share the account with its owner from now on. Admins of everything were chosen by the server's operator.
  const keepsPassword = await administersAll(db, person.id);
  const set = { oidcSubject: subject, ...(keepsPassword ? {} : { passwordHash: null }) };
  const [linked] = await db.update(people).set(set).where(eq(people.id, person.id)).returning();
  await endLinksOf(db, person.id);
  if (!keepsPassword) await endSessionsOf(db, person.id);
  await writeAudit(db, nowMs, person.email, { action: "person.link", subject: person.email, after: { issuer } });
  return linked as Person;
}

async function add(
  db: Queryable,
  { email, name = "", issuer }: Claims & { email: string },
  { subject, role, nowMs }: { subject: string; role: Role; nowMs: number },
): Promise<Person> {
  const [person] = await db
    .insert(people)
    .values({ id: randomUUID(), email, name, oidcSubject: subject, createdAt: new Date(nowMs) })
    .returning();
  const made = person as Person;
  const expiresAt = role === "auditor" ? new Date(nowMs + auditorMs) : null;
  await grant(db, made.id, { project: everywhere, role, expiresAt });
  const after = { project: everywhere, role, issuer };
  await writeAudit(db, nowMs, email, { action: "person.join", subject: email, after });
  return made;
}

async function administersAll(db: Queryable, personId: string): Promise<boolean> {
  const rows = await db
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.personId, personId), eq(memberships.project, everywhere)));
  return rows.some(({ role }) => role === "admin");
}

function enabled(person: Person): Person {
  if (person.disabled) throw unknown();
  return person;
}

function unknown(): RequestError {
  return new RequestError(403, "oidc-unknown", "you have no access to this server", "ask an admin for an invitation");
}
