import type { Role } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { memberships } from "../store/postgres/index.ts";
import type { Queryable } from "./context.ts";

/** A role in a project (its id, or `*`), and until when. */
export interface Grant {
  project: string;
  role: Role;
  expiresAt: Date | null;
}

/** Gives a role, in the place of the one that the person had in the project. Throws RequestError 422 for an auditor without an end. */
export async function grant(db: Queryable, personId: string, given: Grant): Promise<void> {
  if (given.role === "auditor" && given.expiresAt === null) {
    throw new RequestError(422, "auditor-needs-end", "an auditor has access until a date only", '"expiresAt": "..."');
  }
  const { project, role, expiresAt } = given;
  await db
    .insert(memberships)
    .values({ personId, project, role, expiresAt })
    .onConflictDoUpdate({ target: [memberships.personId, memberships.project], set: { role, expiresAt } });
}

/** For the audit log. */
export function shownGrant({ role, expiresAt }: Grant, projectName: string): Record<string, string> {
  return { project: projectName, role, ...(expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() }) };
}
