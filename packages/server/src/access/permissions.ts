import type { KeyScope, Role } from "../api/contract/access.ts";
import type { Permission, Principal } from "./principal.ts";

/** Stands for every project in a membership. */
export const everywhere = "*";

const ofRole: Record<Role, readonly Permission[]> = {
  viewer: ["read"],
  auditor: ["read", "read-audit"],
  reviewer: ["read", "review"],
  approver: ["read", "review"],
  admin: ["read", "review", "read-audit", "write-traces", "manage"],
};

const ofScope: Record<KeyScope, readonly Permission[]> = {
  ingest: ["write-traces"],
  // Not the audit log: it names people, and a key lies in files of machines.
  full: ["write-traces", "read", "review"],
};

/** From least to most; an auditor sees more than a viewer and changes as little. */
const strength = Object.keys(ofRole) as Role[];

/** Whether a principal may do something in a project, or in every project (`*`). */
export function allows(principal: Principal, permission: Permission, project: string): boolean {
  if (principal.kind === "key") {
    return principal.projectId === project && ofScope[principal.scope].includes(permission);
  }
  return rolesIn(principal.roles, project).some((role) => ofRole[role].includes(permission));
}

/** The stronger of a person's roles in a project, their role in every project included. Undefined: they have none there. */
export function roleIn(roles: ReadonlyMap<string, Role>, project: string): Role | undefined {
  return rolesIn(roles, project).toSorted((a, b) => strength.indexOf(b) - strength.indexOf(a))[0];
}

/** The role that a key comes closest to, for what is shown; undefined for one that may not read. */
export function roleOfScope(scope: KeyScope): Role | undefined {
  return scope === "full" ? "reviewer" : undefined;
}

function rolesIn(roles: ReadonlyMap<string, Role>, project: string): Role[] {
  return [roles.get(project), roles.get(everywhere)].filter((role) => role !== undefined);
}
