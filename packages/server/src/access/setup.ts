import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { RequestError } from "../api/problem.ts";
import { insertProject, memberships, people, projects } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import { type AccessContext, locks, type Queryable } from "./context.ts";
import { emailOf } from "./emails.ts";
import { grant } from "./membership.ts";
import { endLinksOf, findLink, useLink } from "./one-time-links.ts";
import type { Person } from "./people.ts";
import { everywhere } from "./permissions.ts";
import { projectIdOf, projectName } from "./projects.ts";
import { beginSession, endSessionsOf, type BegunSession } from "./sessions.ts";

/** What somebody with a one-time link says. */
export interface SetupRequest {
  token: string;
  email: string;
  name?: string | undefined;
  password: string;
  /** Of the first admin: the first project. */
  project?: string | undefined;
}

const firstProject = "default";

/** Whether nobody administers the server yet. */
export async function needsSetup(db: Queryable): Promise<boolean> {
  const [admin] = await db
    .select({ id: memberships.personId })
    .from(memberships)
    .where(and(eq(memberships.project, everywhere), eq(memberships.role, "admin")))
    .limit(1);
  return admin === undefined;
}

/** Keeps other machines from making the first admin at the same time, until the transaction ends. */
export async function oneFirstAdminAtATime(transaction: Queryable): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(${locks.firstAdmin})`);
}

/**
 * Uses a one-time link: the first admin makes their account and the first project, somebody who was invited sets their
 * password. Logs them in. Throws RequestError 403 for a link that is wrong, used, too old or somebody else's.
 */
export async function setUp(context: AccessContext, request: SetupRequest): Promise<BegunSession> {
  const { database, now, passwords } = context;
  const email = emailOf(request.email);
  // Before the slow hash: whoever has no link costs nothing.
  if ((await findLink(database.db, request.token, now())) === undefined) throw wrongLink();
  const passwordHash = await passwords.hash(request.password);
  return database.db.transaction(async (transaction) => {
    const link = await useLink(transaction, request.token, now());
    if (link === undefined) throw wrongLink();
    const account = { email, name: request.name?.trim(), passwordHash };
    const person =
      link.personId === null
        ? await makeFirstAdmin(transaction, account, request.project, now())
        : await acceptInvitation(transaction, link.personId, account, now());
    return beginSession(transaction, person, now());
  });
}

/** What the one-time link of a token is for, without using it. Throws RequestError 403 for one that cannot be used. */
export async function checkSetUp(
  { database: { db }, now }: AccessContext,
  token: string,
): Promise<{ firstAdmin: boolean }> {
  const link = await findLink(db, token, now());
  const firstAdmin = link?.personId === null;
  if (link === undefined || (firstAdmin && !(await needsSetup(db)))) throw wrongLink();
  return { firstAdmin };
}

interface Account {
  email: string;
  name: string | undefined;
  passwordHash: string;
}

async function makeFirstAdmin(
  transaction: Queryable,
  account: Account,
  project: string | undefined,
  nowMs: number,
): Promise<string> {
  await oneFirstAdminAtATime(transaction);
  if (!(await needsSetup(transaction))) throw wrongLink();
  const person = await addAdmin(transaction, account, nowMs);
  await endLinksOf(transaction, null);
  const [existing] = await transaction.select({ id: projects.id }).from(projects).limit(1);
  if (project !== undefined || existing === undefined) {
    await ensureProject(transaction, projectName(project ?? firstProject), account.email, nowMs);
  }
  return person;
}

/**
 * Makes a person admin of everything. Somebody who logged in at the issuer before there was an admin keeps their account and
 * gets the password too.
 */
export async function addAdmin(
  db: Queryable,
  { email, name = "", passwordHash }: Account,
  nowMs: number,
): Promise<string> {
  const [row] = await db
    .insert(people)
    .values({ id: randomUUID(), email, name, passwordHash, createdAt: new Date(nowMs) })
    .onConflictDoUpdate({ target: people.email, set: { passwordHash, disabled: false } })
    .returning({ id: people.id });
  const { id } = row as { id: string };
  await grant(db, id, { project: everywhere, role: "admin", expiresAt: null });
  const after = { project: everywhere, role: "admin" };
  await writeAudit(db, nowMs, email, { action: "person.first-admin", subject: email, after });
  return id;
}

/** The project of a name, made when there is none. Returns its id. */
export async function ensureProject(db: Queryable, name: string, actor: string, nowMs: number): Promise<string> {
  const known = await projectIdOf(db, name);
  if (known !== undefined) return known;
  const { id } = await insertProject(db, name);
  await writeAudit(db, nowMs, actor, { action: "project.create", subject: name, projectId: id });
  return id;
}

async function acceptInvitation(
  transaction: Queryable,
  personId: string,
  { email, name, passwordHash }: Account,
  nowMs: number,
): Promise<string> {
  const [person] = await transaction.select().from(people).where(eq(people.id, personId)).for("update");
  if (person === undefined || person.email !== email || person.disabled) throw wrongLink();
  const set: Partial<Person> = { passwordHash, ...(name === undefined || name === "" ? {} : { name }) };
  await transaction.update(people).set(set).where(eq(people.id, personId));
  await endLinksOf(transaction, personId);
  await endSessionsOf(transaction, personId);
  await writeAudit(transaction, nowMs, email, { action: "person.accept", subject: email });
  return personId;
}

function wrongLink(): RequestError {
  return new RequestError(
    403,
    "wrong-link",
    "the link is wrong, was used, is too old, or was made for another e-mail address",
    "ask an admin for a new one; the first admin's is printed at every start",
  );
}
