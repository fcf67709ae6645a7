import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { PersonJson, Role } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { people } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import type { AccessContext, Queryable } from "./context.ts";
import { emailOf } from "./emails.ts";
import { onePersonChangeAtATime } from "./last-admin.ts";
import { grant, shownGrant } from "./membership.ts";
import { endLinksOf, makeLink } from "./one-time-links.ts";
import {
  administeredProject,
  administers,
  hasArrived,
  membershipsForUpdate,
  type Person,
  showPeople,
} from "./people.ts";
import type { Principal } from "./principal.ts";

/** Who is invited to what. */
export interface InvitationRequest {
  email: string;
  name?: string | undefined;
  role: Role;
  /** A project's name, or `*`. */
  project: string;
  expiresAt?: string | undefined;
}

/**
 * Gives somebody a role and makes the link with which they set their password. `link` is a path of the web app. Somebody who
 * can log in already gets the role, and the link leads to the login. Throws RequestError 403, 404, 409 for who has a role
 * there, 422.
 */
export async function invite(
  { database: { db }, now }: AccessContext,
  actor: Principal,
  request: InvitationRequest,
): Promise<{ person: PersonJson; link: string }> {
  const project = await administeredProject(db, actor, request.project);
  const nowMs = now();
  const expiresAt = request.expiresAt === undefined ? null : new Date(request.expiresAt);
  if (expiresAt !== null && expiresAt.getTime() <= nowMs) {
    throw new RequestError(422, "already-over", "expiresAt lies in the past");
  }
  return db.transaction(async (transaction) => {
    await onePersonChangeAtATime(transaction);
    const person = await personFor(transaction, emailOf(request.email), request.name, nowMs);
    const had = await membershipsForUpdate(transaction, person.id);
    const there = had.find((one) => one.project === project);
    const isOver = there === undefined || (there.expiresAt !== null && there.expiresAt.getTime() <= nowMs);
    if (!isOver && hasArrived(person)) {
      throw new RequestError(409, "has-a-role", "this person has a role there already", "change their role instead");
    }
    const given = { project, role: request.role, expiresAt };
    await grant(transaction, person.id, given);
    const link = await linkFor(
      transaction,
      person,
      had.every((one) => administers(actor, one.project)),
      nowMs,
    );
    await writeAudit(transaction, nowMs, actor, {
      action: "person.invite",
      subject: person.email,
      projectId: project,
      after: shownGrant(given, request.project),
    });
    const [shown] = await showPeople(transaction, actor, [person]);
    return { person: shown as PersonJson, link };
  });
}

async function personFor(db: Queryable, email: string, name: string | undefined, nowMs: number): Promise<Person> {
  const [known] = await db.select().from(people).where(eq(people.email, email));
  if (known?.disabled === true) {
    throw new RequestError(409, "person-disabled", "this person is disabled", "an admin of all projects enables them");
  }
  if (known !== undefined) return known;
  const [made] = await db
    .insert(people)
    .values({ id: randomUUID(), email, name: name?.trim() ?? "", createdAt: new Date(nowMs) })
    .returning();
  return made as Person;
}

/**
 * Links that were handed out before end with every invitation: whoever holds one would get the new role too. For the same
 * reason only those who administer all that the person has are given a link.
 */
async function linkFor(db: Queryable, person: Person, administersAll: boolean, nowMs: number): Promise<string> {
  if (hasArrived(person)) return "/login";
  await endLinksOf(db, person.id);
  if (!administersAll) {
    throw new RequestError(
      409,
      "invited-elsewhere",
      "this person was invited to another project and has not answered yet",
      "wait until they did, or ask an admin of all projects",
    );
  }
  const token = await makeLink(db, person.id, nowMs);
  return `/setup?token=${token}&email=${encodeURIComponent(person.email)}`;
}
