import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { project, type Project } from "./project.ts";

/** A target that answers its input, except where the variable BROKEN names the example's input. */
const target = `export default (input) => {
  const broken = (process.env.BROKEN ?? "").split(",");
  if (broken.includes(input)) return "no";
  if (input === process.env.THROWS) throw new Error("down");
  return { text: input, costUsd: 1 }.text;
};
`;

const examples = Array.from({ length: 60 }, (_, i) => ({
  id: `e${String(i).padStart(2, "0")}`,
  input: `i${i}`,
  expected: `i${i}`,
  tags: [i < 10 ? "critical" : "plain"],
  split: i < 20 ? "smoke" : "full",
}));

const policy = (gates: string, stages = "{ pull-request: { gates: all } }"): string =>
  `version: 1\ngates:\n${gates}\nstages: ${stages}\n`;

const critical = "  critical: { select: { tags: [critical] }, require: [passRate == 100%] }";

/** A pinned project with a policy. */
async function gated(text: string, suite: Record<string, unknown> = {}): Promise<Project> {
  const given = project({
    "goldloop.yaml": {
      version: 1,
      suites: { echo: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"], ...suite } },
    },
    "data.jsonl": examples,
    "target.mjs": target,
    "goldloop.policy.yaml": text,
  });
  expect((await given.goldloop(["lock"])).code).toBe(0);
  return given;
}

async function run(given: Project, env: Record<string, string> = {}, ...more: string[]): Promise<string> {
  const { value } = await given.json(["run", ...more], { env });
  return value["id"];
}

const git = (given: Project, ...args: string[]): void => {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const who = ["-c", "user.name=Kim", "-c", "user.email=kim@example.com", "-c", "init.defaultBranch=main"];
  execFileSync("git", [...who, ...args], { cwd: given.dir, env, stdio: "pipe" });
};

const ruleOf = (value: any, gate: string, index = 0): any =>
  value.gates.find(({ name }: { name: string }) => name === gate).rules[index];

describe("goldloop gate", () => {
  it("allows what the policy allows and blocks what it does not, naming the examples", async () => {
    const given = await gated(policy(critical));
    await run(given);
    const allowed = await given.json(["gate"]);
    expect(allowed.code).toBe(0);
    expect(allowed.value).toMatchObject({
      schema: "goldloop/verdict/v1",
      verdict: "pass",
      decision: "allow",
      stage: "pull-request",
    });
    await run(given, { BROKEN: "i3,i40" });
    const blocked = await given.json(["gate"]);
    expect(blocked.code).toBe(1);
    expect(blocked.value).toMatchObject({ verdict: "fail", decision: "block" });
    expect(ruleOf(blocked.value, "critical")).toMatchObject({
      rule: "passRate == 100%",
      verdict: "fail",
      observed: 0.9,
      n: 10,
      threshold: 1,
      examples: ["e03"],
    });
    const { stdout } = await given.goldloop(["gate"]);
    expect(stdout).toMatch(/^BLOCKED/);
    expect(stdout).toContain("e03");
  });

  it("judges the same runs with the same clock to the same bytes", async () => {
    const given = await gated(policy(critical));
    await run(given, { BROKEN: "i3" });
    const at = ["--at", "2026-11-24T10:00:00Z"];
    const [first, second] = [
      await given.goldloop(["gate", ...at, "--json"]),
      await given.goldloop(["gate", ...at, "--json"]),
    ];
    expect(first.stdout).toBe(second.stdout);
    expect(JSON.parse(first.stdout).at).toBe("2026-11-24T10:00:00.000Z");
  });

  it("run --stage measures and judges in one line", async () => {
    const given = await gated(policy(critical));
    const bad = await given.goldloop(["run", "--stage", "pull-request"], { env: { BROKEN: "i3" } });
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/^BLOCKED/m);
    const good = await given.json(["run", "--stage", "pull-request"]);
    expect(good.code).toBe(0);
    expect(good.value).toMatchObject({ status: "complete", examples: 60, gate: { decision: "allow" } });
    const unknown = await given.goldloop(["run", "--stage", "pul-request"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('did you mean "pull-request"?');
  });

  it("a stage that only warns allows, and says what it would have blocked", async () => {
    const given = await gated(policy(critical, "{ development: { gates: all, enforce: warn } }"));
    await run(given, { BROKEN: "i3" });
    const { code, value } = await given.json(["gate"]);
    expect(code).toBe(0);
    expect(value).toMatchObject({ verdict: "fail", decision: "allow", enforce: "warn" });
  });
});

describe("fails closed (design section 6)", () => {
  it("a selection that matches nothing is an input error with the nearest name", async () => {
    const given = await gated(policy("  critical: { select: { tags: [critcal] }, require: [passRate == 100%] }"));
    await run(given);
    const { code, stderr } = await given.goldloop(["gate"]);
    expect(code).toBe(2);
    expect(stderr).toContain("goldloop.policy.yaml:3");
    expect(stderr).toContain('"critical"');
  });

  it.each([
    ["a misspelled key", "  a: { selct: {}, require: [errors == 0] }", 'unknown key "selct"'],
    ["an unknown metric", "  a: { require: [passrate == 100%] }", 'did you mean "passRate"?'],
    ["a scorer that the run does not have", "  a: { require: [equalz >= 0.9] }", 'did you mean "equals"?'],
    [
      "a scorer in each that the run does not have",
      "  a: { each: [equls], require: [mean >= 0.5] }",
      'did you mean "equals"?',
    ],
    ["a figure that nothing produces", "  a: { require: [costUsd.mean <= 1] }", "costUsd"],
    ["a rate that can mean two things", "  a: { require: [passRate >= 0.5] }", "write 50%"],
  ])("%s is an input error", async (_, gates, message) => {
    const given = await gated(policy(gates));
    await run(given);
    const { code, stderr } = await given.goldloop(["gate"]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain("goldloop.policy.yaml:3");
  });

  it("no policy, no run: exit 2", async () => {
    const given = await gated(policy(critical));
    expect((await given.goldloop(["gate"])).code).toBe(2);
    await run(given);
    expect((await given.goldloop(["gate", "--policy", "none.yaml"])).code).toBe(2);
  });

  it("an error of the target counts as failed and fails the rule", async () => {
    const given = await gated(policy("  quality: { require: [passRate >= 50%] }"));
    await run(given, { THROWS: "i40" });
    const { code, value } = await given.json(["gate"]);
    expect(code).toBe(1);
    expect(ruleOf(value, "quality")).toMatchObject({ verdict: "fail", fault: "errors", errors: 1, n: 60 });
    expect(ruleOf(value, "quality").observed).toBeCloseTo(59 / 60, 12);
  });

  it("an unpinned run is no evidence", async () => {
    const given = await gated(policy(critical));
    given.write({ "data.jsonl": [...examples, { id: "new", input: "x", expected: "x", tags: ["critical"] }] });
    await run(given, {}, "--no-frozen");
    const { code, value } = await given.json(["gate"]);
    expect(code).toBe(1);
    expect(value.decision).toBe("block");
    expect(JSON.stringify(value.gates)).toContain('"fault":"unpinned"');
    expect((await given.goldloop(["gate"])).stdout).toContain("goldloop lock");
  });

  it("an incomplete run is accepted by no gate: exit 3", async () => {
    const given = await gated(policy(critical));
    given.write({ "outputs.jsonl": examples.slice(1).map(({ id, input }) => ({ id, output: input })) });
    await run(given, {}, "--replay", "outputs.jsonl");
    const { code, value } = await given.json(["gate"]);
    expect(code).toBe(3);
    expect(value.decision).toBe("block");
    expect(JSON.stringify(value.gates)).toContain('"fault":"incomplete"');
  });

  it("a partial run is gated only by a stage that names its split", async () => {
    const stages = "{ pull-request: { gates: all }, development: { gates: all, split: smoke } }";
    const given = await gated(policy(critical, stages));
    await run(given, {}, "--split", "smoke");
    expect((await given.json(["gate"])).code).toBe(1);
    expect((await given.json(["gate", "--stage", "development"])).code).toBe(0);
    await run(given, {}, "--filter", "e0*");
    expect((await given.json(["gate", "--stage", "development"])).code).toBe(1);
  });

  it("a stage can refuse recorded outputs", async () => {
    const given = await gated(policy(critical, "{ pre-prod: { gates: all, allowReplay: false } }"));
    given.write({ "outputs.jsonl": examples.map(({ id, input }) => ({ id, output: input })) });
    await run(given, {}, "--replay", "outputs.jsonl");
    const { code, value } = await given.json(["gate"]);
    expect(code).toBe(1);
    expect(JSON.stringify(value.gates)).toContain('"fault":"replay"');
  });

  it("without a baseline a regression rule blocks and says what makes one", async () => {
    const given = await gated(policy("  quality: { noRegression: { passRate: -5pp } }"));
    await run(given);
    const { code, value } = await given.json(["gate"]);
    expect(code).toBe(1);
    expect(ruleOf(value, "quality")).toMatchObject({ fault: "no-baseline", verdict: "fail" });
    expect((await given.goldloop(["gate"])).stdout).toContain("goldloop release approve --initial");
    expect((await given.goldloop(["release", "approve", "--initial", "--owner", "ana@example.com"])).code).toBe(0);
    expect((await given.goldloop(["gate"])).code).toBe(0);
  });

  it("a baseline that was scored by other scorers blocks, saying what differs", async () => {
    const given = await gated(policy("  quality: { noRegression: { passRate: -5pp } }"));
    const base = await run(given);
    const config = {
      dataset: "data.jsonl",
      target: { module: "./target.mjs" },
      scorers: [{ icontains: "i", as: "equals" }],
    };
    given.write({ "goldloop.yaml": { version: 1, suites: { echo: config } } });
    await given.goldloop(["lock"]);
    await run(given);
    const { code, value } = await given.json(["gate", "--baseline", base]);
    expect(code).toBe(1);
    expect(ruleOf(value, "quality")).toMatchObject({ fault: "other-pins" });
    expect(ruleOf(value, "quality").reason).toContain("equals");
  });
});

describe("--base-ref", () => {
  it("a change that lowers a threshold or gives its author a role is judged by the base's policy, and shown", async () => {
    const given = await gated(
      `version: 1
people: { ana@example.com: {} }
roles: { quality-owner: [ana@example.com] }
gates:
  quality: { require: [passRate >= 97%], acceptable: { approver: quality-owner, maxDays: 3 } }
stages: { pull-request: { gates: all, onInconclusive: point } }
`,
    );
    given.write({ ".gitignore": ".goldloop/\n" });
    git(given, "init", "-q");
    git(given, "add", "-A");
    git(given, "commit", "-qm", "base");
    git(given, "checkout", "-qb", "change");
    given.write({
      "goldloop.policy.yaml": `version: 1
people: { ana@example.com: {}, kim@example.com: {} }
roles: { quality-owner: [ana@example.com, kim@example.com] }
gates:
  quality: { require: [passRate >= 10%], acceptable: { approver: quality-owner, maxDays: 3 } }
stages: { pull-request: { gates: all, onInconclusive: point } }
`,
    });
    git(given, "commit", "-qam", "lower it");
    await run(given, { BROKEN: Array.from({ length: 30 }, (_, i) => `i${i}`).join(",") });
    expect((await given.json(["gate"])).code).toBe(0);
    const { code, value } = await given.json(["gate", "--base-ref", "main"]);
    expect(code).toBe(1);
    expect(value.policy.ref).toBe("main");
    expect(value.policy.proposed.map(({ path }: { path: string }) => path)).toEqual([
      "gates.quality.require",
      "people.kim@example.com",
      "roles.quality-owner",
    ]);
    const { stdout } = await given.goldloop(["gate"], { env: { GITHUB_BASE_REF: "main" } });
    expect(stdout).not.toMatch(/^ALLOWED/);
    const missing = await given.goldloop(["gate", "--base-ref", "origin/none"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("git fetch origin none");
  });
});
