import { cpSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { project, type Project } from "./project.ts";
import { repositoryIn } from "./repository.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** The example as a user would have it: a repository of its own, with the approved v1 that comes with it. */
function assistant(): Project {
  const given = project({});
  cpSync(join(root, "examples/support-assistant"), given.dir, {
    recursive: true,
    filter: (path) => !/[/\\](\.goldloop|node_modules)$/.test(path),
  });
  symlinkSync(join(root, "node_modules"), join(given.dir, "node_modules"));
  repositoryIn(given.dir, { ".gitignore": ".goldloop/\nnode_modules\n" }).commit("the example");
  return given;
}

const gate = (given: Project, release: string) =>
  given.json(["run", "support", "--stage", "pull-request"], { env: { SUPPORT_RELEASE: release, CI: "1" } });

it("v2 of the support assistant is blocked against v1, naming the examples; v3 and v1 itself are allowed", async () => {
  const given = assistant();
  const v2 = await gate(given, "v2");
  expect(v2.code).toBe(1);
  const verdict = v2.value["gate"];
  expect(verdict).toMatchObject({ verdict: "fail", decision: "block", appChanged: true });
  expect(verdict.pins.support.changed).toEqual([]);
  const rule = (name: string, index: number): any =>
    verdict.gates.find((one: { name: string }) => one.name === name).rules[index];
  expect(rule("critical", 0)).toMatchObject({ verdict: "fail", n: 42, decision: "block" });
  expect(rule("critical", 0).examples).toEqual([
    "refund-tool-002",
    "refund-tool-011",
    "refund-tool-013",
    "refund-tool-017",
    "refund-tool-019",
    "shipping-019",
    "status-010",
  ]);
  expect(rule("quality", 1)).toMatchObject({ rule: "noRegression passRate: -2pp", verdict: "fail", regressed: 23 });
  expect(rule("cost", 1)).toMatchObject({ verdict: "pass" });
  expect(rule("cost", 1).observed).toBeLessThan(-0.4);
  const { stdout } = await given.goldloop(["gate"]);
  expect(stdout).toMatch(/^BLOCKED/);
  expect(stdout).toContain('refund-tool-002  lookUpOrder got orderId "129", expected "8812"');
  expect(stdout).toContain("The app changed; dataset, scorers and judges did not.");

  const v3 = await gate(given, "v3");
  expect(
    v3.value["gate"].gates.flatMap((one: any) => one.rules).filter((one: any) => one.decision === "block"),
  ).toEqual([]);
  expect(v3.code).toBe(0);
  expect((await gate(given, "v1")).code).toBe(0);
});
