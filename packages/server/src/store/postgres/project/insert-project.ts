import { randomBytes, randomUUID } from "node:crypto";
import type { ProjectJson } from "../../../api/contract/access.ts";
import { RequestError } from "../../../api/problem.ts";
import type { Queryable } from "../database.ts";
import { projects } from "../schema/index.ts";

/** Makes a project, with a key of its own for hashes in redacted texts. Throws RequestError 409 when the name is taken; a transaction goes on after that. */
export async function insertProject(db: Queryable, name: string): Promise<ProjectJson> {
  const [made] = await db
    .insert(projects)
    .values({ id: randomUUID(), name, hmacKey: randomBytes(32).toString("base64") })
    .onConflictDoNothing({ target: projects.name })
    .returning({ id: projects.id, name: projects.name, createdAt: projects.createdAt });
  if (made === undefined) throw new RequestError(409, "project-exists", "there is a project of this name");
  return { ...made, createdAt: made.createdAt.toISOString() };
}
