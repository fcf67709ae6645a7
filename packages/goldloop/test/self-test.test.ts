import { describe, expect, test } from "vitest";
import { project, type Project } from "./project.ts";

const examples = Array.from({ length: 20 }, (_, i) => ({
  id: `e${String(i).padStart(2, "0")}`,
  input: `e${String(i).padStart(2, "0")}`,
  expected: `e${String(i).padStart(2, "0")}`,
  tags: i < 8 ? ["critical"] : [],
}));

/** e03 fails in its second trial; every call costs a cent. */
const target = `const calls = new Map();
export default (input) => {
  const n = (calls.get(input) ?? 0) + 1;
  calls.set(input, n);
  return { output: input === process.env.FLAKY && n === 2 ? "?" : input, costUsd: 0.01 };
};
`;

const policy = `version: 1
gates:
  critical: { select: { tags: [critical], scorers: deterministic }, require: [passRate == 100%] }
  rate: { require: [passRate.observed >= 80%], noRegression: { passRate: -5pp } }
  cost: { require: [costUsd.mean <= 0.012], noRegression: { latencyMs.p95: +15% } }
  evidence: { require: [errors == 0] }
stages: { pull-request: { gates: all, onInconclusive: point } }
`;

async function measured(trials: number, flaky = ""): Promise<Project> {
  const given = project({
    "goldloop.yaml": {
      version: 1,
      suites: {
        support: {
          dataset: "data.jsonl",
          target: { module: "./target.mjs" },
          scorers: ["equals"],
          trials,
          concurrency: 1,
        },
      },
    },
    "data.jsonl": examples,
    "target.mjs": target,
    "goldloop.policy.yaml": policy,
  });
  expect((await given.goldloop(["run"], { env: { FLAKY: flaky } })).code).toBe(0);
  return given;
}

const ruleOf = (value: Record<string, any>, rule: string): Record<string, any> =>
  value["rules"].find((one: { rule: string }) => one.rule === rule);

describe("goldloop gate --self-test", () => {
  test("says how often an unchanged flaky system would be blocked, by which example, and what to do", async () => {
    const given = await measured(3, "e03");
    const { code, value } = await given.json(["gate", "--self-test"]);
    expect(code).toBe(0);
    expect(value).toMatchObject({ schema: "goldloop/self-test/v1", stage: "pull-request" });
    const critical = ruleOf(value, "passRate == 100%");
    expect(critical["blocks"].share).toBeGreaterThan(0.25);
    expect(critical["blocks"].interval[1]).toBeGreaterThan(0.7);
    expect(value["blocks"].share).toBeGreaterThanOrEqual(critical["blocks"].share);
    expect(value["examples"][0]).toMatchObject({ suite: "support", id: "e03", passRate: 2 / 3 });
    expect(value["notSimulated"].map((one: { rule: string }) => one.rule)).toEqual([
      "noRegression latencyMs.p95: +15%",
      "errors == 0",
    ]);
    const { code: printed, stdout } = await given.goldloop(["gate", "--self-test"]);
    expect(printed).toBe(0);
    expect(stdout).toMatch(
      /^This policy would block an unchanged system in [\d.]+% \[[\d.]+, [\d.]+\] of pull requests\.\n/,
    );
    expect(stdout).toContain("e03  passes 66.7% of its trials");
    expect(stdout).toContain("goldloop run support --trials 6");
    expect(stdout).toMatch(/critical +passRate == 100% .+ 1 example of 8\n/);
    expect(stdout).not.toContain("onInconclusive: point");
    given.write({ "goldloop.policy.yaml": policy.replace("onInconclusive: point", "onInconclusive: block") });
    expect((await given.goldloop(["gate", "--self-test"])).stdout).toContain(
      "onInconclusive: point   in stages.pull-request",
    );
  });

  test("never blocks a system whose trials agree, sees one broken critical example, and says what its trials do not rule out", async () => {
    const given = await measured(3);
    const { value } = await given.json(["gate", "--self-test"]);
    expect(value["blocks"].share).toBe(0);
    const critical = ruleOf(value, "passRate == 100%");
    expect(critical).toMatchObject({ n: 8, blocks: { share: 0 }, visible: { of: "examples", examples: 1 } });
    expect(critical["blocks"].interval[1]).toBeGreaterThan(0.2);
    expect(ruleOf(value, "passRate.observed >= 80%")["visible"]["examples"]).toBeGreaterThanOrEqual(4);
    expect(ruleOf(value, "passRate.observed >= 80%")["visible"]["examples"]).toBeLessThanOrEqual(6);
    expect(ruleOf(value, "costUsd.mean <= 0.012")["visible"]["amount"]).toBeGreaterThan(0.2);
  });

  test("prints the same bytes again", async () => {
    const given = await measured(2, "e03");
    const args = ["gate", "--self-test", "--json", "--at", "2026-11-24T10:00:00Z"];
    const first = await given.goldloop(args);
    expect(first.stdout).toBe((await given.goldloop(args)).stdout);
  });

  test("refuses a run with one trial, a stage that is not there, and flags that it would have to ignore", async () => {
    const given = await measured(1);
    expect(await given.json(["gate", "--self-test"])).toMatchObject({
      code: 2,
      value: { code: "one-trial", hint: "goldloop run support --trials 3" },
    });
    const several = await measured(2);
    const { code, value } = await several.json(["gate", "--self-test", "--stage", "pull-reqest"]);
    expect(code).toBe(2);
    expect(value).toMatchObject({ code: "unknown-stage" });
    expect(await several.json(["gate", "--self-test", "--baseline", "latest"])).toMatchObject({
      code: 2,
      value: { code: "self-test-flag" },
    });
  });
});
