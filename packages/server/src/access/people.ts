import { asc, eq, inArray } from "drizzle-orm";
import type { PersonJson } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { memberships, people, projects } from "../store/postgres/index.ts";
import type { Queryable } from "./context.ts";
import { allows, everywhere } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { projectIdOf } from "./projects.ts";

type Membership = typeof memberships.$inferSelect;
/** A row of `people`. */
export type Person = typeof people.$inferSelect;

/** Whether somebody administers a project, or with `*` the whole server. */
export function administers(actor: Principal, project: string): boolean {
  return allows(actor, "manage", project);
}

/**
 * The id of a project that somebody administers, or `*`. Throws RequestError 403 for `*`, and 404 for a project that is not
 * theirs, whether there is one of the name or not.
 */
export async function administeredProject(db: Queryable, actor: Principal, name: string): Promise<string> {
  if (name === everywhere) {
    if (administers(actor, everywhere)) return everywhere;
    throw new RequestError(403, "not-allowed", "only an admin of all projects gives roles in all of them");
  }
  const id = await projectIdOf(db, name);
  if (id !== undefined && administers(actor, id)) return id;
  throw new RequestError(404, "unknown-project", "there is no such project for you");
}

/** The people that somebody administers, and those with a role in every project, by e-mail. */
export async function visiblePeople(db: Queryable, actor: Principal): Promise<PersonJson[]> {
  const rows = await db.select().from(people).orderBy(asc(people.email));
  const shown = await showPeople(db, actor, rows);
  return administers(actor, everywhere) ? shown : shown.filter((person) => person.memberships.length > 0);
}

/** People as somebody may see them: without their roles in projects of others. */
export async function showPeople(db: Queryable, actor: Principal, rows: readonly Person[]): Promise<PersonJson[]> {
  const ids = rows.map(({ id }) => id);
  const theirs = ids.length === 0 ? [] : await db.select().from(memberships).where(inArray(memberships.personId, ids));
  const names = await projectNames(db);
  const byPerson = Map.groupBy(
    theirs.filter(({ project }) => project === everywhere || administers(actor, project)),
    ({ personId }) => personId,
  );
  return rows.map(({ id, email, name, lastSeenAt, disabled }) => ({
    id,
    email,
    name,
    disabled,
    memberships: (byPerson.get(id) ?? [])
      .map((one) => showMembership(one, names))
      .toSorted((a, b) => a.project.localeCompare(b.project)),
    ...(lastSeenAt === null ? {} : { lastSeenAt: lastSeenAt.toISOString() }),
  }));
}

/** Memberships of a person, expired ones too, locked against changes by others until the transaction ends. */
export function membershipsForUpdate(transaction: Queryable, personId: string): Promise<Membership[]> {
  return transaction.select().from(memberships).where(eq(memberships.personId, personId)).for("update");
}

/** Whether a person has proved who they are, by a password or at the issuer. Until then links speak for them. */
export function hasArrived({ passwordHash, oidcSubject }: Person): boolean {
  return passwordHash !== null || oidcSubject !== null;
}

function showMembership(
  { project, role, expiresAt }: Membership,
  names: ReadonlyMap<string, string>,
): PersonJson["memberships"][number] {
  return {
    project: names.get(project) ?? project,
    role,
    ...(expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() }),
  };
}

async function projectNames(db: Queryable): Promise<Map<string, string>> {
  const rows = await db.select({ id: projects.id, name: projects.name }).from(projects);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
