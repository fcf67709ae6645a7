import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { echo, gated, ruleOf, rulesOf, type Gated, type Judged } from "./gated-project.ts";

const owner = "ana@example.com";
const deadline = "2030-06-15";
const origin = { kind: "trace", traceId: "4bf92f35" };

const plain = ["a", "b", "c"].map((id) => ({ id, input: id, expected: id, tags: ["kept"] }));
/** Two that pass, so that approving a baseline guards them, and one that nothing has passed yet. */
const promoted = [
  { id: "p0", input: "p0", expected: "p0", origin, tags: ["kept"] },
  { id: "p1", input: "p1", expected: "p1", origin },
];
const open = { id: "open", input: "open", expected: "mended", origin: { ...origin, owner, deadline }, tags: ["kept"] };

const regressions = {
  select: { origin: "trace" },
  empty: "allow",
  require: ["guarded.passRate == 100%", "removed == 0"],
};

const config = (dataset: unknown = "data.jsonl") => ({
  version: 1,
  suites: { support: { dataset, target: { module: "./target.mjs" }, scorers: ["equals"] } },
});

function suite(examples: readonly unknown[], gates: Record<string, unknown> = { regressions }): Promise<Gated> {
  return gated({
    "goldloop.yaml": config(),
    "data.jsonl": examples,
    "target.mjs": echo,
    "goldloop.policy.yaml": {
      version: 1,
      people: { [owner]: {} },
      roles: { "quality-owner": [owner] },
      gates,
      stages: { "pull-request": { gates: "all" }, "pre-prod": { gates: "all" } },
    },
  });
}

/** Makes the latest run the approved baseline, committed. */
async function approve(given: Gated, ...flags: string[]): Promise<Record<string, any>> {
  const { code, value } = await given.json(["release", "approve", "--owner", owner, ...flags]);
  expect({ code, value }).toMatchObject({ code: 0 });
  given.commit("approved");
  return value;
}

/** Three ways out of the tests. */
const ways: [how: string, leave: (given: Gated) => void][] = [
  ["removed", ({ write }) => write({ "data.jsonl": [...plain, promoted[0]] })],
  ["changed", ({ write }) => write({ "data.jsonl": [...plain, promoted[0], { ...promoted[1], expected: "p1 " }] })],
  ["unselected", ({ write }) => write({ "goldloop.yaml": config({ file: "data.jsonl", tags: ["kept"] }) })],
];

/** Blocked by the removal of p1 alone, said in both forms. */
function expectGone(judged: Judged, how: string, against: string): void {
  expect({ how, code: judged.code, removed: judged.value.removed }).toEqual({
    how,
    code: 1,
    removed: [{ suite: "support", id: "p1", how, against }],
  });
  expect(ruleOf(judged, "regressions", "removed == 0")).toMatchObject({
    verdict: "fail",
    decision: "block",
    observed: 1,
    examples: ["p1"],
    reason: expect.stringContaining(`p1 of support is ${how}`),
    hint: expect.stringContaining("--kind retirement"),
  });
  expect(judged.text).toMatch(/^BLOCKED/);
  expect(judged.text).toContain("p1");
}

describe("a promoted example that is removed, changed or no longer selected blocks (design section 6)", () => {
  test("against the merge base", async () => {
    const given = await suite([...plain, ...promoted]);
    given.commit("base");
    for (const [how, leave] of ways) {
      given.git("checkout", "-q", "-B", "change", "main");
      leave(given);
      await given.lock();
      given.commit(how);
      await given.run();
      expectGone(await given.gate("--base-ref", "main"), how, "merge-base");
    }
    // What main gained since the change left it is not missing from the change.
    given.git("checkout", "-q", "-B", "change", "main");
    given.commit("nothing");
    await given.run();
    given.git("checkout", "-q", "main");
    given.write({ "data.jsonl": [...plain, ...promoted, { ...promoted[0], id: "p2" }] });
    await given.lock();
    given.commit("one more");
    given.git("checkout", "-q", "change");
    expect((await given.gate("--base-ref", "main")).value).toMatchObject({ removed: [] });
  }, 120_000);

  test("against the approved baseline, where the merge base has lost it already", async () => {
    const given = await suite([...plain, ...promoted], { regressions: { ...regressions, require: ["removed == 0"] } });
    await given.run();
    given.commit("base");
    await approve(given, "--initial");
    for (const [how, leave] of ways) {
      given.git("checkout", "-q", "-B", how, "main");
      leave(given);
      await given.lock();
      given.commit(how);
      await given.run();
      expectGone(await given.gate("--base-ref", how), how, "baseline");
    }
  }, 120_000);

  test("and so does not knowing, for want of a history", async () => {
    const given = await suite([...plain, ...promoted]);
    given.commit("base");
    await given.run();
    await approve(given, "--initial");
    expect((await given.gate()).code).toBe(0);
    rmSync(join(given.dir, ".git"), { recursive: true });
    const judged = await given.gate();
    expect(judged.code).toBe(1);
    expect(ruleOf(judged, "regressions", "removed == 0")).toMatchObject({
      fault: "no-history",
      decision: "block",
      reason: expect.stringContaining("no git repository"),
    });
    expect(judged.text).toContain("no git repository");
    // One commit, of a clone that does not reach back to where the change began.
    const clone = await suite([...plain, ...promoted]);
    clone.commit("base");
    clone.git("update-ref", "refs/remotes/origin/main", "main");
    clone.git("checkout", "-q", "--orphan", "change");
    clone.commit("no parents");
    await clone.run();
    const shallow = await clone.gate();
    expect(ruleOf(shallow, "regressions", "removed == 0")).toMatchObject({ fault: "no-history", decision: "block" });
  });
});

test("a promoted example is open until a baseline is approved that it passes, and guarded from then on", async () => {
  // A gate that takes no acceptance would hold for open ones, too.
  const acceptable = { approver: "quality-owner", maxDays: 14 };
  const gates = { regressions, all: { require: ["passRate == 100%"], acceptable } };
  const given = await suite([...plain, ...promoted, open], gates);
  given.commit("base");
  await given.run();
  expect(await approve(given, "--initial")).toMatchObject({ guarded: ["p0", "p1"] });

  // Open: listed with owner and deadline, and in the way of nothing else until then.
  expect((await given.gate("--at", "2030-06-15T12:00:00Z")).code).toBe(0);
  const before = await given.gate("--at", "2030-06-14T12:00:00Z");
  expect(before).toMatchObject({ code: 0, value: { open: [{ suite: "support", id: "open", owner, deadline }] } });
  expect(before.text).toContain(`open still fails, owner ${owner}, due 2030-06-15`);
  expect(ruleOf(before, "regressions", "guarded.passRate == 100%")).toMatchObject({ verdict: "pass", n: 2 });
  const after = await given.gate("--at", "2030-06-16T00:00:01Z");
  expect(after).toMatchObject({ code: 1, value: { open: [{ id: "open" }] } });
  expect(rulesOf(after, "regressions").filter(({ decision }) => decision === "block")).toMatchObject([
    { rule: "open past deadline", examples: ["open"] },
  ]);
  expect(after.text).toContain("overdue since 2030-06-15");
  // Before a release no time is left.
  expect((await given.gate("--stage", "pre-prod", "--at", "2030-06-15T12:00:00Z")).code).toBe(1);

  // A guarded one that fails blocks at once.
  await given.run({ BROKEN: "p0" });
  const failing = await given.gate("--at", "2030-06-15T12:00:00Z");
  expect(failing.code).toBe(1);
  expect(ruleOf(failing, "regressions", "guarded.passRate == 100%")).toMatchObject({
    verdict: "fail",
    observed: 0.5,
    examples: ["p0"],
  });

  // The mend: once approved it is guarded, and may not fail again.
  given.write({ "target.mjs": echo.replace(": input", ': input === "open" ? "mended" : input') });
  given.commit("mended");
  await given.run();
  expect((await given.gate()).value).toMatchObject({ decision: "allow", open: [] });
  expect(await approve(given)).toMatchObject({ newlyGuarded: ["open"], guarded: ["open", "p0", "p1"] });
  given.write({ "target.mjs": echo });
  given.commit("broken again");
  await given.run();
  const again = await given.gate("--at", "2030-06-15T12:00:00Z");
  expect(again.code).toBe(1);
  expect(ruleOf(again, "regressions", "guarded.passRate == 100%")).toMatchObject({
    verdict: "fail",
    examples: ["open"],
  });
});

test("with nothing promoted a gate on promoted examples allows, unless it may not be empty", async () => {
  const given = await suite(plain);
  given.commit("base");
  await given.run();
  expect(await given.gate()).toMatchObject({ code: 0, value: { open: [], removed: [] } });
  given.write({
    "goldloop.policy.yaml": { version: 1, gates: { regressions: { ...regressions, empty: "block" } } },
  });
  const { code, stderr } = await given.goldloop(["gate"]);
  expect(code).toBe(2);
  expect(stderr).toContain("goldloop.policy.yaml");
  expect(stderr).toContain("regressions");
});
