import { expect, test } from "vitest";
import { gated, ruleOf } from "./gated-project.ts";

const examples = Array.from({ length: 60 }, (_, i) => ({ id: `q${i}`, input: i, expected: i * i, tags: ["math"] }));

/** A small model that is wrong at every tenth question, and a large one that never is and costs twice as much. */
const target = (model: string, usd: number): string => `const model = "${model}";
export default (input) => ({
  output: model === "small" && input % 10 === 3 ? -1 : input * input,
  costUsd: ${usd} * (1 + (input % 7) / 100),
});
`;

test("a model that is better and twice as dear is blocked by its cost, while quality passes", async () => {
  const gates = {
    quality: { require: ["passRate >= 80%"], noRegression: { passRate: "-2pp" } },
    cost: { require: ["costUsd.total <= $40"], noRegression: { "costUsd.mean": "+10%" } },
  };
  const given = await gated({
    "goldloop.yaml": {
      version: 1,
      suites: { math: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] } },
    },
    "data.jsonl": examples,
    "target.mjs": target("small", 0.01),
    "goldloop.policy.yaml": {
      version: 1,
      gates,
      stages: { "pull-request": { gates: "all", onInconclusive: "point" } },
    },
  });
  given.commit("small");
  await given.run();
  expect((await given.goldloop(["release", "approve", "--initial", "--owner", "ana@example.com"])).code).toBe(0);
  given.commit("approved");
  expect((await given.gate()).code).toBe(0);

  given.write({ "target.mjs": target("large", 0.02) });
  given.commit("a larger model");
  await given.run();
  const swapped = await given.gate();
  expect(swapped).toMatchObject({ code: 1, value: { verdict: "fail", decision: "block", appChanged: true } });
  expect(swapped.value.gates.map(({ name, verdict }) => [name, verdict])).toEqual([
    ["quality", "pass"],
    ["cost", "fail"],
  ]);
  expect(ruleOf(swapped, "quality", "noRegression passRate: -2pp")).toMatchObject({ regressed: 0, improved: 6 });
  const cost = ruleOf(swapped, "cost", "noRegression costUsd.mean: +10%");
  expect(cost).toMatchObject({ verdict: "fail", threshold: 0.1, unit: "relative", n: 60 });
  expect(cost.observed).toBeCloseTo(1, 9);
  expect(ruleOf(swapped, "cost", "costUsd.total <= $40")).toMatchObject({ verdict: "pass" });
  expect(swapped.text).toMatch(/^BLOCKED/);
  expect(swapped.text).toContain("+100");

  // Nine percent more is within what the policy allows.
  given.write({ "target.mjs": target("large", 0.0109) });
  given.commit("a cheaper one");
  await given.run();
  expect((await given.gate()).code).toBe(0);
  // A cost that is not known is no cost that has not grown.
  given.write({
    "target.mjs": target("large", 0.01).replace("costUsd: 0.01", "costUsd: input === 7 ? undefined : 0.01"),
  });
  given.commit("an unknown cost");
  await given.run();
  const unknown = await given.gate();
  expect(unknown.code).toBe(1);
  expect(ruleOf(unknown, "cost", "costUsd.total <= $40")).toMatchObject({ fault: "unknown-values" });
});
