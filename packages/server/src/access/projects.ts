import { asc, eq, inArray } from "drizzle-orm";
import type { Me, ProjectJson, Role } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { insertProject, memberships, projects } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import type { AccessContext, Queryable } from "./context.ts";
import { allows, everywhere, roleIn, roleOfScope } from "./permissions.ts";
import type { Principal } from "./principal.ts";

type Row = typeof projects.$inferSelect;

/** The id of the project that is called so. */
export async function projectIdOf(db: Queryable, name: string): Promise<string | undefined> {
  const [row] = await db.select({ id: projects.id }).from(projects).where(eq(projects.name, name));
  return row?.id;
}

/** The project that a request is about: a key's own, or for a person the named one in which they have a role. */
export async function projectFor(
  db: Queryable,
  principal: Principal,
  name: string | undefined,
): Promise<string | undefined> {
  if (name === undefined) return principal.kind === "key" ? principal.projectId : undefined;
  const id = await projectIdOf(db, name);
  if (id === undefined) return undefined;
  const theirs = principal.kind === "key" ? principal.projectId === id : roleIn(principal.roles, id) !== undefined;
  return theirs ? id : undefined;
}

/** The projects in which a principal has a role, by name. A key that only sends is told of none. */
export async function projectsOf(db: Queryable, principal: Principal): Promise<Me["projects"]> {
  const roleOf = (id: string): Role | undefined =>
    principal.kind === "key" ? roleOfScope(principal.scope) : roleIn(principal.roles, id);
  const rows = await db.select().from(projects).where(within(principal)).orderBy(asc(projects.name));
  return rows.flatMap((row) => {
    const role = roleOf(row.id);
    return role === undefined ? [] : [{ ...shown(row), role }];
  });
}

/**
 * Makes a project. Who is admin of one may make another, and is its admin. Throws RequestError 403 for anybody else, 409 for a
 * name that is taken, 422 for one that cannot be.
 */
export async function createProject(
  { database: { db }, now }: AccessContext,
  actor: Principal,
  given: string,
): Promise<ProjectJson> {
  if (actor.kind === "key" || ![...actor.roles.values()].includes("admin")) {
    throw new RequestError(403, "not-allowed", "only an admin makes projects", "ask an admin");
  }
  const name = projectName(given);
  const nowMs = now();
  return db.transaction(async (transaction) => {
    const row = await insertProject(transaction, name);
    if (!allows(actor, "manage", row.id)) {
      await transaction.insert(memberships).values({ personId: actor.personId, project: row.id, role: "admin" });
    }
    await writeAudit(transaction, nowMs, actor, {
      action: "project.create",
      subject: name,
      projectId: row.id,
    });
    return row;
  });
}

/** A name as it is kept. Throws RequestError 422. */
export function projectName(given: string): string {
  const name = given.trim().normalize("NFC");
  if (name === "" || name === everywhere || name.length > 100 || /\p{Cc}/u.test(name)) {
    throw new RequestError(422, "project-name", "a name of 1 to 100 characters is needed, and * means all projects");
  }
  return name;
}

function within(principal: Principal) {
  if (principal.kind === "key") return eq(projects.id, principal.projectId);
  return principal.roles.has(everywhere) ? undefined : inArray(projects.id, [...principal.roles.keys()]);
}

function shown({ id, name, createdAt, firstSpanAt }: Row): ProjectJson {
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    ...(firstSpanAt === null ? {} : { firstSpanAt: firstSpanAt.toISOString() }),
  };
}
