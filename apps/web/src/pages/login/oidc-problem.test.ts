import { expect, test } from "vitest";
import { oidcProblem } from "./oidc-problem.ts";

test("a code is explained, and one that nobody knows is not repeated", () => {
  expect(oidcProblem(undefined)).toBeUndefined();
  expect(oidcProblem("oidc-unknown")).toMatch(/no access/);
  for (const odd of ["<b>pay here</b>", "constructor"])
    expect(oidcProblem(odd)).toMatch(/^The organisation's login did not work\.$/);
});
