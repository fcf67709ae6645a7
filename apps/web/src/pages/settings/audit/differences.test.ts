import { expect, test } from "vitest";
import { differences } from "./differences.ts";

test.each<[string, unknown, unknown, unknown[]]>([
  ["nothing for equal values", { a: { b: 1 } }, { a: { b: 1 } }, []],
  ["a leaf with its path", { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, [{ path: "a.b", before: "1", after: "3" }]],
  [
    "every leaf of what is new",
    undefined,
    { name: "ci", scope: "full" },
    [
      { path: "name", after: "ci" },
      { path: "scope", after: "full" },
    ],
  ],
  ["every leaf of what is gone", { name: "ci" }, undefined, [{ path: "name", before: "ci" }]],
  ["a list as a whole", { a: [1] }, { a: [1, 2] }, [{ path: "a", before: "[1]", after: "[1,2]" }]],
  ["plain values", "viewer", "admin", [{ path: "", before: "viewer", after: "admin" }]],
  ["a value that became an object", { a: 1 }, { a: { b: 1 } }, [{ path: "a", before: "1", after: '{"b":1}' }]],
])("a diff of the audit log shows %s", (_, before, after, expected) =>
  expect(differences(before, after)).toEqual(expected),
);
