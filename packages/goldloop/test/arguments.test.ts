import { describe, expect, test } from "vitest";
import { echoProject } from "./project.ts";

const one = () => echoProject([{ id: "a", input: "a", expected: "a" }]);

describe("a mistake in the arguments (exit 2) points to the help of its own command", () => {
  test.each([
    [["run", "--trails", "3"], "--trials", "goldloop run --help"],
    [["run", "--nothing-like-it"], "unknown option", "goldloop run --help"],
    [["run", "--trials", "many"], "whole number", "goldloop run --help"],
    [["run", "merge"], "missing required argument", "goldloop run merge --help"],
    [["compare", "one"], "missing required argument", "goldloop compare --help"],
    [["dataset", "diff", "--nothing-like-it"], "unknown option", "goldloop dataset diff --help"],
    [["dataset"], "a command is missing", "goldloop dataset --help"],
    [["rnu"], "unknown command", "goldloop --help"],
    [[], "a command is missing", "goldloop --help"],
  ])("%j", async (args, problem, help) => {
    const given = one();
    const { code, stdout, stderr } = await given.goldloop(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(problem);
    expect(stderr).toContain(`  ${help}\n`);
    if (help !== "goldloop --help") expect((await given.goldloop(help.split(" ").slice(1))).code).toBe(0);
  });

  test("an environment twin's value too", async () => {
    const { code, stderr } = await one().goldloop(["run"], { env: { GOLDLOOP_TRIALS: "many" } });
    expect(code).toBe(2);
    expect(stderr).toContain("GOLDLOOP_TRIALS=many");
    expect(stderr).toContain("goldloop run --help");
  });
});

describe("GOLDLOOP_JSON makes errors JSON", () => {
  test.each([
    ["of the input", ["run", "ehco"], "unknown-suite"],
    ["of the arguments", ["run", "--trails", "3"], "usage"],
    ["of a run that is not there", ["compare", "one", "two"], "no-run"],
  ])("%s", async (_, args, errorCode) => {
    const { code, stdout, stderr } = await one().goldloop(args, { env: { GOLDLOOP_JSON: "1" } });
    expect(code).toBe(2);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ code: errorCode, error: expect.any(String), hint: expect.any(String) });
  });

  test("and results, while GOLDLOOP_JSON=0 does not", async () => {
    const given = one();
    expect(JSON.parse((await given.goldloop(["run"], { env: { GOLDLOOP_JSON: "1" } })).stdout)).toMatchObject({
      schema: "goldloop/run/v1",
    });
    const plain = await given.goldloop(["run", "ehco"], { env: { GOLDLOOP_JSON: "0" } });
    expect(plain).toMatchObject({ code: 2, stdout: "" });
  });
});

test("a program that is not there stops all suites before the first starts (exit 2)", async () => {
  const given = one();
  const suite = (target: unknown) => ({ dataset: "data.jsonl", target, scorers: ["equals"] });
  const target =
    'import { writeFileSync } from "node:fs";\nexport default (input: string) => {\n  writeFileSync("called", "");\n  return input;\n};\n';
  given.write({
    "target.ts": target,
    "goldloop.yaml": {
      version: 1,
      suites: { echo: suite({ module: "./target.ts" }), away: suite({ exec: ["no-such-program-anywhere", "x"] }) },
    },
  });
  for (const args of [["run"], ["run", "away"]]) {
    const { code, stderr } = await given.goldloop(args);
    expect(code).toBe(2);
    expect(stderr).toContain("no-such-program-anywhere is not on the PATH");
  }
  expect((await given.json(["view", "--list"])).value["runs"]).toEqual([]);
});
