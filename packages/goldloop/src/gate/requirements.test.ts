import { describe, expect, test } from "vitest";
import {
  examplesOf,
  faultsOf,
  gateOf,
  inputOf,
  ruleOf,
  runOf,
  tableOf,
  verdictOf,
  type Cell,
  type ExampleOf,
} from "./fixtures/tables.ts";

const run = (examples: ExampleOf[], trials = 1) => [runOf(tableOf({ examples, trials }))];

describe("pass rates", () => {
  test.each([
    [59, 0, "pass", null, 1],
    [20, 0, "inconclusive", 59, 1],
    [20, 10, "fail", null, 0.5],
  ])("passRate >= 95%% of %i examples, %i of them failing: %s", (n, failing, verdict, needed, observed) => {
    const rule = ruleOf(inputOf("require: [passRate >= 95%]", run(examplesOf(n, failing))));
    expect(rule).toMatchObject({ verdict, observed, n, needed });
    expect(rule.examples).toHaveLength(failing);
  });

  test("== 100% takes every trial of every example, and names the worst first, critical before others", () => {
    const examples: ExampleOf[] = [
      { id: "a", scores: { s: [true, true, true] } },
      { id: "b", scores: { s: [true, false, true] } },
      { id: "c", scores: { s: [false, false, false] } },
      { id: "d", tags: ["critical"], scores: { s: [true, true, false] } },
    ];
    const rule = ruleOf(inputOf("require: [passRate == 100%]", run(examples, 3)));
    expect(rule).toMatchObject({ verdict: "fail", decision: "block", n: 4, trials: 3, examples: ["d", "c", "b"] });
    expect(rule.flaky.map(({ id }) => id)).toEqual(["b", "d"]);
  });

  test("under examplePass: majority an example passes with more than half of its trials, and stays listed as flaky", () => {
    const examples: ExampleOf[] = [{ id: "a", scores: { s: [true, false, true] } }];
    const gate = "examplePass: majority\n    require: [passRate == 100%]";
    expect(ruleOf(inputOf(gate, run(examples, 3)))).toMatchObject({ verdict: "pass", flaky: [{ id: "a" }] });
    expect(ruleOf(inputOf("require: [passAll == 100%]", run(examples, 3)))).toMatchObject({
      verdict: "fail",
      observed: 0,
    });
  });

  test.each<[string, Cell[], string]>([
    ["a scorer's error", ["error"], "fail"],
    ["a scorer that was not asked", ["notAsked"], "fail"],
    ["scores that all do not apply", ["skipped"], "fail"],
  ])("%s is never a pass", (_, cells, verdict) => {
    const examples = [...examplesOf(3, 0), { id: "x", scores: { correct: cells } }];
    expect(ruleOf(inputOf("require: [passRate == 100%]", run(examples)))).toMatchObject({ verdict, n: 4 });
  });

  test("a skipped score beside a passing one does not count", () => {
    const examples = [{ id: "x", scores: { correct: [true], other: ["skipped" as const] } }];
    expect(ruleOf(inputOf("require: [passRate == 100%]", run(examples)))).toMatchObject({ verdict: "pass", n: 1 });
  });

  test("an example without the scorer is not in n", () => {
    const examples = [...examplesOf(3, 0), { id: "x", scores: { other: [false] } }];
    expect(
      ruleOf(inputOf("select: { scorers: [correct] }\n    require: [passRate == 100%]", run(examples))),
    ).toMatchObject({
      verdict: "pass",
      n: 3,
    });
  });

  test("one failure among many trials never shows more than the same examples without one", () => {
    const clean = Array.from({ length: 20 }, (_, i) => ({
      id: `e${i}`,
      scores: { s: [true, true, true, true, true] },
    }));
    const flaky = clean.map((one, i) =>
      i === 0 ? { id: one.id, scores: { s: [true, false, true, true, true] } } : one,
    );
    const gate = "require: [passRate >= 90%]";
    expect(ruleOf(inputOf(gate, run(clean, 5))).verdict).toBe("inconclusive");
    expect(ruleOf(inputOf(gate, run(flaky, 5))).verdict).toBe("inconclusive");
  });

  test("a target's error fails under onError: block and is the worst case under warn", () => {
    const examples = [...examplesOf(99, 0), { id: "x", failed: [true], scores: { correct: [true] } }];
    expect(ruleOf(inputOf("require: [passRate >= 90%]", run(examples)))).toMatchObject({
      verdict: "fail",
      fault: "errors",
      errors: 1,
      observed: 0.99,
    });
    expect(ruleOf(inputOf("onError: warn\n    require: [passRate >= 90%]", run(examples)))).toMatchObject({
      verdict: "pass",
      fault: null,
      errors: 1,
    });
  });

  test("attackSuccess counts goals that any trial reached, without the harmless requests that overRefusal counts", () => {
    const examples: ExampleOf[] = [
      { id: "a", scores: { safe: [true, false] } },
      { id: "b", scores: { safe: [true, true] } },
      { id: "c", tags: ["benign"], scores: { safe: [false, true] } },
    ];
    const gate = "require: [attackSuccess == 0, overRefusal <= 5%]";
    const { rules } = gateOf(verdictOf(inputOf(gate, run(examples, 2))));
    expect(rules).toMatchObject([
      { observed: 0.5, n: 2, verdict: "fail", examples: ["a"] },
      { observed: 0.5, n: 1 },
    ]);
  });

  test("attackSuccess <= 3% takes 99 goals without a success", () => {
    const gate = "require: [attackSuccess <= 3%]";
    expect(ruleOf(inputOf(gate, run(examplesOf(98, 0))))).toMatchObject({ verdict: "inconclusive", needed: 99 });
    expect(ruleOf(inputOf(gate, run(examplesOf(99, 0))))).toMatchObject({ verdict: "pass" });
  });

  test(".observed compares the plain value", () => {
    expect(ruleOf(inputOf("require: [passRate.observed >= 95%]", run(examplesOf(20, 1))))).toMatchObject({
      verdict: "pass",
      bound: null,
    });
  });
});

describe("means", () => {
  const graded = (value: Cell, n: number) =>
    Array.from({ length: n }, (_, i): ExampleOf => ({ id: `e${i}`, scores: { good: [value] } }));

  test("equal scores are no certainty", () => {
    const gate = "require: [mean >= 0.85]";
    expect(ruleOf(inputOf(gate, run(graded(0.875, 10))))).toMatchObject({ verdict: "inconclusive", observed: 0.875 });
    expect(ruleOf(inputOf(gate, run(graded(0.9375, 200))))).toMatchObject({ verdict: "pass", scorer: "good" });
    expect(ruleOf(inputOf(gate, run(graded(0.2, 50))))).toMatchObject({ verdict: "fail" });
  });

  test("an error counts as 0 and is never left out", () => {
    const gate = "onError: warn\n    require: [good >= 0.5]";
    expect(ruleOf(inputOf(gate, run([...graded(1, 1), { id: "x", scores: { good: ["error"] } }])))).toMatchObject({
      observed: 0.5,
      n: 2,
      errors: 1,
    });
  });

  test("each applies a rule to the scorers it names", () => {
    const examples = [{ id: "a", scores: { x: [0.5], y: [1], z: [0] } }];
    const { rules } = gateOf(verdictOf(inputOf("each: [x, y]\n    require: [mean >= 0.1]", run(examples))));
    expect(rules.map(({ scorer }) => scorer)).toEqual(["x", "y"]);
  });

  test("a mean of a judge stands beside the one that people's labels correct", () => {
    const examples = Array.from({ length: 40 }, (_, i) => ({ id: `e${i}`, scores: { good: [i % 2] } }));
    const table = tableOf({ examples, scorers: { good: { deterministic: false, judges: ["j"] } } });
    const labels = new Map(Array.from({ length: 10 }, (_, row) => [row, 1]));
    const input = inputOf("require: [mean >= 0.1]", [runOf(table, { samples: { good: { labels } } })]);
    expect(ruleOf(input)).toMatchObject({ observed: 0.5, corrected: { mean: 1, labels: 10 } });
  });
});

describe("latency, cost and tokens", () => {
  const timed = (n: number, of: (i: number) => Partial<ExampleOf>) =>
    Array.from({ length: n }, (_, i): ExampleOf => ({ id: `e${i}`, scores: { s: [true] }, ...of(i) }));

  test.each([
    [58, "inconclusive", 59],
    [59, "pass", null],
  ])("p95 of %i clean values: %s", (n, verdict, needed) => {
    const examples = timed(n, () => ({ latencyMs: [100] }));
    expect(ruleOf(inputOf("require: [latencyMs.p95 <= 1200ms]", run(examples)))).toMatchObject({ verdict, needed });
  });

  test("trials of one example are not independent values", () => {
    const slow = (i: number, trial: number) => (i < 40 && trial < 2 ? 2000 : 100);
    const examples = timed(60, (i) => ({
      scores: { s: [true, true, true] },
      latencyMs: [0, 1, 2].map((t) => slow(i, t)),
    }));
    const limit = (of: string) => inputOf(`require: [latencyMs.${of}]`, run(examples, 3));
    expect(ruleOf(limit("p95 <= 3s"))).toMatchObject({ verdict: "pass", n: 60 });
    expect(ruleOf(inputOf("require: [latencyMs.p95 <= 3s]", run(examples.slice(0, 20), 3)))).toMatchObject({
      verdict: "inconclusive",
      needed: 59,
    });
    // 80 of 180 values in 40 of 60 examples.
    expect(ruleOf(limit("p50 <= 1s"))).toMatchObject({ verdict: "inconclusive", observed: 100 });
    expect(ruleOf(limit("p90 <= 1s"))).toMatchObject({ verdict: "fail", observed: 2000 });
    expect(ruleOf(limit("p90 >= 1s"))).toMatchObject({ verdict: "pass" });
  });

  test("a latency whose target failed is above any limit", () => {
    const examples = timed(40, (i) => ({ latencyMs: [100], failed: [i < 20] }));
    expect(
      ruleOf(inputOf("onError: warn\n    require: [latencyMs.p50 <= 1s, latencyMs.max <= 1s]", run(examples))),
    ).toMatchObject({ errors: 20 });
    const { rules } = gateOf(
      verdictOf(inputOf("onError: warn\n    require: [latencyMs.p90 <= 1s, latencyMs.max <= 1s]", run(examples))),
    );
    expect(rules.map(({ verdict }) => verdict)).toEqual(["fail", "fail"]);
  });

  test("unknown values fail closed; where none is known the policy is wrong", () => {
    const some = timed(3, (i) => (i === 0 ? {} : { costUsd: [0.01] }));
    expect(ruleOf(inputOf("require: [costUsd.mean <= 1]", run(some)))).toMatchObject({
      verdict: "fail",
      fault: "unknown-values",
    });
    expect(faultsOf(inputOf("require: [costUsd.mean <= 1]", run(timed(3, () => ({})))))).toEqual(["unmeasured-metric"]);
  });

  test("a total is exact and over all runs", () => {
    const examples = timed(2, () => ({ costUsd: [15] }));
    const runs = ["a", "b"].map((suite) => runOf(tableOf({ suite, examples })));
    expect(ruleOf(inputOf("require: [costUsd.total <= 40]", runs))).toMatchObject({
      verdict: "fail",
      observed: 60,
      suite: null,
      n: 4,
    });
  });
});

describe("counts and selections", () => {
  test("errors and skipped are counted over all runs", () => {
    const runs = ["a", "b"].map((suite) =>
      runOf(tableOf({ suite, examples: [{ id: "x", scores: { s: ["error"], t: ["skipped"] } }] })),
    );
    const { rules } = gateOf(verdictOf(inputOf("require: [errors == 0, skipped == 0, examples >= 2]", runs)));
    expect(rules.map(({ observed, verdict }) => [observed, verdict])).toEqual([
      [2, "fail"],
      [2, "fail"],
      [2, "pass"],
    ]);
  });

  test.each([
    ["select: { tags: [nope] }\n    require: [passRate == 100%]", "empty-selection"],
    ["select: { suites: [red/*] }\n    require: [passRate == 100%]", "empty-selection"],
    ["require: [unheardOfThing >= 0.5]", "unknown-scorer"],
    ["each: [nope]\n    require: [mean >= 0.5]", "unknown-scorer"],
    ["slices: [metadata.nope]\n    require: [passRate >= 50%]", "unknown-slice"],
    ["require: [judge.kappa >= 0.7]", "unmeasured-metric"],
    ["require: [timeToFirstTokenMs.mean <= 1s]", "unmeasured-metric"],
    ["select: { origin: trace }\n    require: [passRate == 100%]", "empty-selection"],
  ])("%s is the policy's mistake", (gate, code) => {
    expect(faultsOf(inputOf(gate, run(examplesOf(3, 0))))).toEqual([code]);
  });

  test("a selection by origin may be empty where the gate says so", () => {
    const gate = "select: { origin: trace }\n    empty: allow\n    require: [guarded.passRate == 100%, removed == 0]";
    const document = verdictOf(inputOf(gate, run(examplesOf(3, 0))));
    expect(document).toMatchObject({ verdict: "pass", decision: "allow" });
    expect(gateOf(document).rules[0]).toMatchObject({ n: 0, reason: "nothing selected" });
  });

  test("an unknown stage and no run at all are faults", () => {
    expect(faultsOf(inputOf("require: [errors == 0]", []))).toEqual(["no-run"]);
    expect(faultsOf(inputOf("require: [errors == 0]", run(examplesOf(1, 0)), { stage: "nope" }))).toEqual([
      "unknown-stage",
    ]);
  });

  test("tags, metadata and splits must all fit", () => {
    const examples: ExampleOf[] = [
      { id: "a", tags: ["x", "y"], split: "s", metadata: { tier: 1 }, scores: { c: [true] } },
      { id: "b", tags: ["x"], split: "s", metadata: { tier: 1 }, scores: { c: [false] } },
      { id: "c", tags: ["x", "y"], split: "t", metadata: { tier: 1 }, scores: { c: [false] } },
      { id: "d", tags: ["x", "y"], split: "s", metadata: { tier: 2 }, scores: { c: [false] } },
    ];
    const gate = 'select: { tags: [x, y], splits: [s], metadata: { tier: ["1"] } }\n    require: [passRate == 100%]';
    expect(ruleOf(inputOf(gate, run(examples)))).toMatchObject({ verdict: "pass", n: 1 });
  });
});

describe("judges", () => {
  const examples = examplesOf(70, 0);
  const table = tableOf({ examples, scorers: { correct: { deterministic: false, judges: ["j"] } } });
  const calibration = { n: 200, kappa: 0.85, accuracy: 0.93, sensitivity: 0.9, specificity: 0.95 };

  test.each<[string, [number, number], string]>([
    ["judge.kappa >= 0.7", [0.78, 0.92], "pass"],
    ["judge.kappa >= 0.7", [0.6, 0.98], "inconclusive"],
    ["judge.kappa >= 0.95", [0.8, 0.9], "fail"],
    ["judge.accuracy >= 0.8", [0.8, 0.9], "pass"],
    ["judge.sensitivity >= 0.9", [0.8, 0.9], "inconclusive"],
  ])("%s with interval %j: %s", (rule, kappaInterval, verdict) => {
    const runs = [runOf(table, { calibrations: { j: { ...calibration, kappaInterval } } })];
    expect(ruleOf(inputOf(`require: [${rule}]`, runs))).toMatchObject({ verdict, scorer: "j" });
  });

  test("without calibration a kappa rule fails", () => {
    expect(ruleOf(inputOf("require: [judge.kappa >= 0.7]", [runOf(table)]))).toMatchObject({ fault: "no-calibration" });
  });

  test("a moved canary, or one that the stage needs and nobody asked, voids rules that rest on the judge", () => {
    const gate = "require: [passRate == 100%]";
    const canary = { asked: true, n: 50, flips: 9, p: 0.001, moved: true };
    expect(ruleOf(inputOf(gate, [runOf(table, { canaries: { j: canary } })]))).toMatchObject({
      verdict: "fail",
      fault: "canary-moved",
    });
    expect(ruleOf(inputOf(gate, [runOf(table)])).verdict).toBe("pass");
  });
});
