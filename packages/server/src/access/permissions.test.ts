import { describe, expect, test } from "vitest";
import type { KeyScope, Role } from "../api/contract/access.ts";
import { allows, roleIn } from "./permissions.ts";
import type { Permission, Principal } from "./principal.ts";

const permissions: Permission[] = ["write-traces", "read", "review", "read-audit", "manage"];
const person = (roles: Record<string, Role>): Principal => ({
  kind: "person",
  personId: "p",
  email: "ana@example.com",
  name: "Ana",
  sessionId: "s",
  roles: new Map(Object.entries(roles)),
});
const key = (scope: KeyScope): Principal => ({ kind: "key", keyId: "k", projectId: "one", scope });
const may = (principal: Principal, project: string) => permissions.filter((one) => allows(principal, one, project));

const table: [string, Principal, Permission[]][] = [
  ["viewer", person({ one: "viewer" }), ["read"]],
  ["reviewer", person({ one: "reviewer" }), ["read", "review"]],
  ["approver", person({ one: "approver" }), ["read", "review"]],
  ["auditor", person({ one: "auditor" }), ["read", "read-audit"]],
  ["admin", person({ one: "admin" }), permissions],
  ["key that sends only", key("ingest"), ["write-traces"]],
  ["full key", key("full"), ["write-traces", "read", "review"]],
  ["person without a role", person({}), []],
];

describe("who may do what", () => {
  test.each(table)("in the project: %s", (_name, principal, expected) => {
    expect(may(principal, "one")).toEqual(expected);
  });

  test.each(table)("nothing in another project, and nothing in all of them: %s", (_name, principal) => {
    expect(may(principal, "other")).toEqual([]);
    expect(may(principal, "*")).toEqual([]);
  });

  test("a role in every project counts in each, together with the one that is had there", () => {
    const both = person({ "*": "auditor", one: "reviewer" });
    expect(may(both, "one")).toEqual(["read", "review", "read-audit"]);
    expect(may(both, "other")).toEqual(["read", "read-audit"]);
    expect(may(person({ "*": "admin" }), "*")).toEqual(permissions);
  });

  test("the stronger of two roles is shown", () => {
    expect(
      roleIn(
        new Map<string, Role>([
          ["*", "viewer"],
          ["one", "admin"],
        ]),
        "one",
      ),
    ).toBe("admin");
    expect(
      roleIn(
        new Map<string, Role>([
          ["*", "admin"],
          ["one", "viewer"],
        ]),
        "one",
      ),
    ).toBe("admin");
    expect(roleIn(new Map<string, Role>([["one", "admin"]]), "other")).toBeUndefined();
  });
});
