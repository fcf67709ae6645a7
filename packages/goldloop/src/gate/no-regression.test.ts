import { describe, expect, test } from "vitest";
import {
  baselineOf,
  examplesOf,
  gateOf,
  inputOf,
  policyText,
  ruleOf,
  runOf,
  tableOf,
  verdictOf,
  type ExampleOf,
} from "./fixtures/tables.ts";
import { exitCodeOf } from "./exit-code.ts";

/** `fixes` of n pass only now, `regressions` only then. */
function change(n: number, fixes: number, regressions: number): { head: ExampleOf[]; base: ExampleOf[] } {
  const made = (passes: (i: number) => boolean) =>
    Array.from({ length: n }, (_, i): ExampleOf => ({
      id: `e${String(i).padStart(4, "0")}`,
      scores: { correct: [passes(i)] },
    }));
  return { head: made((i) => i >= regressions), base: made((i) => i < regressions || i >= regressions + fixes) };
}

function compared(gate: string, { head, base }: { head: ExampleOf[]; base: ExampleOf[] }, trials = 1) {
  return inputOf(gate, [runOf(tableOf({ examples: head, trials }))], {
    baseline: baselineOf([tableOf({ examples: base, trials })]),
  });
}

describe("no regression in points", () => {
  const gate = "noRegression: { mean: -2pp }";

  test.each([
    [132, 0, 0, "inconclusive"],
    [133, 0, 0, "pass"],
    [200, 2, 3, "inconclusive"],
    [500, 2, 3, "pass"],
    [1319, 80, 209, "fail"],
  ])("%i examples, %i fixed and %i regressed: %s", (n, fixes, regressions, verdict) => {
    const rule = ruleOf(compared(gate, change(n, fixes, regressions)));
    expect(rule).toMatchObject({
      rule: "noRegression mean: -2pp",
      verdict,
      n,
      improved: fixes,
      regressed: regressions,
      threshold: -0.02,
      unit: "points",
    });
    expect(rule.observed).toBeCloseTo((fixes - regressions) / n, 12);
    expect(rule.decidable).toBeCloseTo(2.7055 / (n + 2.7055), 4);
  });

  test("says how many examples would settle it if nothing changed, and point blocks only past the margin", () => {
    const input = compared(gate, change(300, 7, 10));
    expect(ruleOf(input)).toMatchObject({ verdict: "inconclusive", decision: "block", needed: 876 });
    expect(exitCodeOf(verdictOf(input))).toBe(4);
    const point = `onInconclusive: point\n    ${gate}`;
    expect(ruleOf(compared(point, change(300, 7, 10)))).toMatchObject({ verdict: "inconclusive", decision: "allow" });
    // Exactly at the margin is not past it.
    expect(ruleOf(compared(point, change(300, 7, 13)))).toMatchObject({ verdict: "inconclusive", decision: "allow" });
    const past = compared(point, change(300, 7, 16));
    expect(ruleOf(past)).toMatchObject({ verdict: "inconclusive", decision: "block" });
    expect(exitCodeOf(verdictOf(past))).toBe(1);
  });

  test("names what regressed, worst first, and what of the examples is not paired", () => {
    const base: ExampleOf[] = [
      { id: "a", scores: { s: [true, true] } },
      { id: "b", scores: { s: [true, true] } },
      { id: "c", test: "old", scores: { s: [true, true] } },
      { id: "gone", scores: { s: [true, true] } },
    ];
    const head: ExampleOf[] = [
      { id: "a", scores: { s: [true, false] } },
      { id: "b", scores: { s: [false, false] } },
      { id: "c", test: "new", scores: { s: [false, false] } },
      { id: "new", scores: { s: [false, false] } },
    ];
    const document = verdictOf(compared("noRegression: { passRate: -2pp }", { head, base }, 2));
    expect(gateOf(document).rules[0]).toMatchObject({ n: 2, examples: ["b", "a"] });
    expect(document.baseline?.paired).toEqual({
      support: { paired: 2, added: ["new"], changed: ["c"], missing: ["gone"] },
    });
  });

  test("an error of the run is the worst case; one of the baseline leaves its pair out instead of flattering the run", () => {
    const head = examplesOf(4, 0);
    const base = examplesOf(4, 0).map((one, i) =>
      i === 0 ? { ...one, scores: { correct: ["error" as const] } } : one,
    );
    expect(ruleOf(compared(gate, { head, base }))).toMatchObject({
      n: 3,
      improved: 0,
      observed: 0,
      reason: "1 example not measured in the baseline",
    });
    expect(ruleOf(compared(`onError: warn\n    ${gate}`, { head: base, base: head }))).toMatchObject({
      n: 4,
      regressed: 1,
      errors: 1,
    });
    expect(ruleOf(compared(gate, { head: base, base: head }))).toMatchObject({ fault: "errors", verdict: "fail" });
  });
});

describe("no regression as a share", () => {
  const costs = (n: number, cost: (i: number) => number) =>
    Array.from({ length: n }, (_, i): ExampleOf => ({
      id: `e${i}`,
      scores: { s: [true] },
      costUsd: [cost(i)],
      latencyMs: [cost(i)],
    }));
  const spread = (i: number) => 1 + (i % 10) / 10;

  test.each([
    ["the same costs of 60 examples", 60, 1, "pass"],
    ["the same costs of 5 examples", 5, 1, "inconclusive"],
    ["double costs", 60, 2, "fail"],
  ])("costUsd.mean: +10%% with %s", (_, n, factor, verdict) => {
    const both = { head: costs(n, (i) => factor * spread(i)), base: costs(n, spread) };
    const rule = ruleOf(compared("noRegression: { costUsd.mean: +10% }", both));
    expect(rule).toMatchObject({ verdict, unit: "relative", threshold: 0.1 });
    expect(rule.observed).toBeCloseTo(factor - 1, 9);
  });

  test("a total is compared exactly", () => {
    const both = { head: costs(3, () => 1.2), base: costs(3, () => 1) };
    expect(ruleOf(compared("noRegression: { costUsd.total: +10% }", both))).toMatchObject({
      verdict: "fail",
      bound: null,
    });
  });

  test("latency against a stored baseline only reports; interleaved it decides", () => {
    const both = { head: costs(100, (i) => 3 * spread(i)), base: costs(100, spread) };
    const input = compared("noRegression: { latencyMs.p95: +15% }", both);
    expect(verdictOf(input)).toMatchObject({ verdict: "pass", decision: "allow" });
    expect(ruleOf(input)).toMatchObject({ verdict: "fail", decision: "allow", reportOnly: true });
    if (input.baseline === undefined) throw new Error("the input has a baseline");
    const fresh = { ...input, baseline: { ...input.baseline, interleaved: true } };
    expect(verdictOf(fresh)).toMatchObject({ verdict: "fail", decision: "block" });
  });

  test("other prices cannot be compared", () => {
    const examples = costs(60, spread);
    const base = tableOf({ examples, pins: { prices: `sha256:${"1".repeat(64)}` } });
    const input = inputOf("noRegression: { costUsd.mean: +10% }", [runOf(tableOf({ examples }))], {
      baseline: baselineOf([base]),
    });
    expect(ruleOf(input)).toMatchObject({
      fault: "other-pins",
      verdict: "fail",
      hint: "goldloop gate --baseline 0123456789ab",
    });
  });
});

describe("baselines that cannot be compared with", () => {
  const gate = "noRegression: { mean: -2pp }";
  const runs = [runOf(tableOf({ examples: examplesOf(3, 0) }))];
  const noBaseline = { reason: "nothing is approved yet", hint: "goldloop release approve --initial" };

  test("without one the rule blocks, and says what makes one", () => {
    expect(ruleOf(inputOf(gate, runs, { noBaseline }))).toMatchObject({
      verdict: "fail",
      decision: "block",
      fault: "no-baseline",
      reason: noBaseline.reason,
      hint: noBaseline.hint,
    });
  });

  test("one without this suite blocks", () => {
    const baseline = baselineOf([tableOf({ suite: "other", examples: examplesOf(3, 0) })]);
    const named = { ...baseline, from: "latest~1" };
    expect(ruleOf(inputOf(gate, runs, { baseline: named }))).toMatchObject({ fault: "no-baseline", decision: "block" });
  });

  test("a suite that the approved baseline does not know yet is new, unless another has gone", () => {
    const baseline = baselineOf([tableOf({ suite: "other", examples: examplesOf(3, 0) })]);
    expect(ruleOf(inputOf(gate, runs, { baseline }))).toMatchObject({ verdict: "pass", n: 0 });
    const renamed = inputOf(gate, runs, { baseline, unrun: [{ suite: "other", configured: false, promoted: 0 }] });
    expect(ruleOf(renamed)).toMatchObject({ fault: "no-baseline", decision: "block" });
  });

  test("under onMissing: warn the verdict is open and allows", () => {
    const policy = policyText(`baseline: { onMissing: warn }\ngates: { g: { ${gate} } }\n`);
    expect(ruleOf(inputOf(policy, runs, { noBaseline }))).toMatchObject({
      verdict: "inconclusive",
      decision: "allow",
      fault: "no-baseline",
    });
  });

  test.each([
    [
      "another scorer",
      { scorers: { correct: { scorer: "x", digest: `sha256:${"9".repeat(64)}` as const, deterministic: true } } },
    ],
    ["no such scorer", { scorers: {} }],
  ])("%s in the baseline blocks", (_, pins) => {
    const base = tableOf({ examples: examplesOf(3, 0), pins });
    expect(ruleOf(inputOf(gate, runs, { baseline: baselineOf([base]) }))).toMatchObject({
      fault: "other-pins",
      decision: "block",
    });
  });

  test("another judge blocks, and so does a scorer that is gone", () => {
    const scorers = { correct: { deterministic: false, judges: ["j"] } };
    const judges = (model: string) => ({
      judges: { j: { model, parameters: {}, promptDigest: `sha256:${"2".repeat(64)}` as const } },
    });
    const judgedBy = (model: string) => tableOf({ examples: examplesOf(3, 0), scorers, pins: judges(model) });
    const swapped = inputOf(gate, [runOf(judgedBy("m/1"))], { baseline: baselineOf([judgedBy("m/2")]) });
    expect(ruleOf(swapped)).toMatchObject({ fault: "other-pins", reason: "not the same as in the baseline: judge j" });
    const more = tableOf({
      examples: examplesOf(3, 0).map((one) => ({ ...one, scores: { ...one.scores, old: [true] } })),
    });
    const { rules } = gateOf(verdictOf(inputOf(gate, runs, { baseline: baselineOf([more]) })));
    expect(rules.map(({ scorer, fault }) => [scorer, fault])).toEqual([
      ["correct", null],
      ["old", "other-pins"],
    ]);
  });

  test("nothing in common blocks", () => {
    const base = tableOf({ examples: examplesOf(3, 0, { test: "old" }) });
    expect(ruleOf(inputOf(gate, runs, { baseline: baselineOf([base]) }))).toMatchObject({ fault: "nothing-paired" });
  });
});

describe("slices", () => {
  const gate = "slices: [metadata.locale]\n    noRegression: { mean: -2pp }";
  const half = (locale: string, from: number, passes: boolean) =>
    examplesOf(300, passes ? 0 : 300).map((one, i) => ({ ...one, id: `e${from + i}`, metadata: { locale } }));

  test("one that fails after correction fails the rule and is named; an open one does not block", () => {
    const base = [...half("en", 0, true), ...half("de", 1000, true)];
    const worse = base.map((one, i) => (i >= 300 && i < 340 ? { ...one, scores: { correct: [false] } } : one));
    const rule = ruleOf(compared("slices: [metadata.locale]\n    noRegression: { mean: -9pp }", { head: worse, base }));
    // Over everything the drop is 6.7 points, in German 13.3.
    expect(rule).toMatchObject({ verdict: "fail", reason: "fails in metadata.locale = de" });
    expect(rule.observed).toBeCloseTo(-0.0667, 3);
    const all = ruleOf(compared(gate, { head: worse, base }));
    expect(all.verdict).toBe("fail");
    expect(all.slices.map(({ value, verdict }) => [value, verdict])).toEqual([
      ["de", "fail"],
      ["en", "pass"],
    ]);
    expect(all.reason).toContain("metadata.locale = de");
    const small = base.slice(0, 160).map((one, i) => ({ ...one, metadata: { locale: i < 5 ? "fr" : "en" } }));
    expect(ruleOf(compared(gate, { head: small, base: small }))).toMatchObject({
      verdict: "pass",
      slices: [{ value: "en" }, { value: "fr", verdict: "inconclusive" }],
    });
  });
});
