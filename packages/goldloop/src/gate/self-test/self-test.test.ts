import { describe, expect, test } from "vitest";
import { readPolicyText, type Policy } from "../../config/index.ts";
import { seededRandom, type Random } from "../../stats/index.ts";
import type { GateInput } from "../evidence.ts";
import { judgeGates } from "../judge.ts";
import { degrade, strataOf } from "./degrade.ts";
import type { SelfTestDocument, SimulatedRule } from "./document.ts";
import { drawRun } from "./draw.ts";
import { simulatedShare } from "./interval.ts";
import { fitPassRates, rateAt } from "./mixture.ts";
import { sourceOf } from "./source.ts";
import { drawSystem, likeliest, share } from "./system.ts";
import { selfTest, type SelfTestOptions } from "./self-test.ts";
import type { RunTable } from "../table.ts";

/** A system by its examples: how often each passes, and what a call of it costs at most. */
interface Known {
  rates: readonly number[];
  tags?: (example: number) => string[];
}

function measure({ rates, tags }: Known, trials: number, random: Random): RunTable {
  const rows = rates.length * trials;
  const unknown = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  const place = Array.from({ length: rows }, (_, row) => Math.floor(row / trials));
  const pass = Int8Array.from(place, (example) => (share(random) < (rates[example] ?? 0) ? 1 : 0));
  const column = { deterministic: true, fromSuite: true, judges: [], status: new Uint8Array(rows).fill(1) };
  const graded = place.map((example) => Math.min(1, 0.5 + (example % 5) / 20 + 0.3 * share(random)));
  return {
    record: {
      id: "run",
      suite: "support",
      target: null,
      trials,
      pinned: false,
      unpinned: ["no lock"],
      status: "complete",
      incomplete: [],
      selection: { filter: [], split: null, tags: [], limit: null, shard: null, narrowed: false, partial: false },
      planned: rows,
      executed: rows,
      replay: null,
      git: null,
      targetIdentity: { digest: "sha256:0" },
    },
    pins: {
      dataset: { digest: "sha256:0", count: rates.length },
      scorers: { equals: { digest: "sha256:1" }, quality: { digest: "sha256:2" } },
    },
    examples: rates.map((_, i) => ({
      id: `e${i}`,
      testDigest: `sha256:${i}`,
      tags: tags?.(i) ?? [],
      split: null,
      metadata: {},
      origin: null,
      owner: null,
      deadline: null,
    })),
    rows,
    example: Int32Array.from(place),
    trial: Int32Array.from(place, (_, row) => row % trials),
    targetError: new Uint8Array(rows),
    latencyMs: unknown(),
    timeToFirstTokenMs: unknown(),
    costUsd: Float64Array.from(place, (example) => 0.01 * (1 + (example % 3)) * (0.5 + share(random))),
    inputTokens: unknown(),
    outputTokens: unknown(),
    scores: [
      { ...column, name: "equals", value: Float64Array.from(pass), pass },
      { ...column, name: "quality", value: Float64Array.from(graded), pass: new Int8Array(rows).fill(-1) },
    ],
  } as unknown as RunTable;
}

const policyOf = (gates: string): Policy =>
  readPolicyText(
    `version: 1\ngates: { ${gates} }\nstages: { pr: { gates: all, onInconclusive: point } }\n`,
    "policy.yaml",
  );

function inputOf(table: RunTable, policy: Policy, baseline?: RunTable): GateInput {
  const base = baseline === undefined ? undefined : new Map([["support", { table: baseline, digest: "sha256:0" }]]);
  return {
    runs: [{ table, canaries: {}, calibrations: {}, samples: {} }],
    policy,
    stage: "pr",
    policyRef: null,
    proposed: [],
    baseline: base && { from: "run", release: null, suites: base, guarded: new Set(), interleaved: false },
    noBaseline: { reason: "none", hint: "none" },
    removals: { found: [] },
    unrun: [],
    stale: [],
    acceptances: [],
    authors: [],
    now: "2026-11-24T00:00:00Z",
  };
}

function finish(input: GateInput, options?: SelfTestOptions): SelfTestDocument {
  const steps = selfTest(input, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const few = { repetitions: 100, regressed: 40, systems: 10, pairs: 5 };
const ruleOf = ({ rules }: SelfTestDocument, text: string): SimulatedRule => {
  const found = rules.find(({ rule }) => rule === text);
  if (found === undefined) throw new Error(`no rule ${text} among ${rules.map(({ rule }) => rule).join(", ")}`);
  return found;
};

describe("pass rates estimated from a few trials", () => {
  test("where no trial differs from another, every example is what it was", () => {
    const posterior = fitPassRates([
      { passed: 3, n: 3, weight: 40 },
      { passed: 0, n: 3, weight: 2 },
    ]);
    for (const place of [0, 0.5, 0.999]) {
      expect(rateAt(posterior(3, 3), place)).toBe(1);
      expect(rateAt(posterior(0, 3), place)).toBe(0);
    }
  });

  test.each([2, 3, 5])("the spread within examples is that of the system, not that of %i trials", (trials) => {
    const rates = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 0.5 + (i % 50) / 100));
    const truth = rates.reduce((sum, rate) => sum + rate * (1 - rate), 0);
    let [drawn, plain] = [0, 0];
    const random = seededRandom(trials);
    for (let i = 0; i < 10; i++) {
      const source = sourceOf(measure({ rates }, trials, random));
      const [column] = source.columns;
      const system = drawSystem(source, likeliest(source), random);
      for (const rate of system.rates[0] ?? []) drawn += (rate * (1 - rate)) / 10;
      column?.passed.forEach((passed) => (plain += ((passed / trials) * (1 - passed / trials)) / 10));
    }
    expect(plain / truth).toBeLessThan(1 - 0.8 / trials);
    expect(drawn / truth).toBeGreaterThan(0.92);
    expect(drawn / truth).toBeLessThan(1.08);
  });
});

test("graded scores and costs are drawn with the spread of the system and their own mean", () => {
  const random = seededRandom(7);
  const source = sourceOf(measure({ rates: Array.from({ length: 400 }, () => 1) }, 3, random));
  const system = drawSystem(source, likeliest(source), random);
  let [squares, sum] = [0, 0];
  for (let i = 0; i < 20; i++) {
    const { costUsd, rows } = drawRun(system, random);
    for (let row = 0; row < rows; row += 3) {
      const own = [...costUsd.subarray(row, row + 3)];
      const mean = own.reduce((total, value) => total + value, 0) / 3;
      squares += own.reduce((total, value) => total + (value - mean) ** 2, 0) / 2 / ((1 + ((row / 3) % 3)) * 0.01) ** 2;
      sum += mean;
    }
  }
  // Uniform over a range of 1: variance 1/12; the mean cost of the three kinds of examples is 2 cents.
  expect((squares / 8000) * 12).toBeGreaterThan(0.92);
  expect((squares / 8000) * 12).toBeLessThan(1.08);
  expect(sum / 8000).toBeCloseTo(0.02, 3);
});

test("a regression fails its share of the passing examples of every gate, and makes the rest dearer", () => {
  const random = seededRandom(3);
  const known = {
    rates: Array.from({ length: 200 }, (_, i) => (i % 10 === 9 ? 0 : 1)),
    tags: (i: number) => (i < 40 ? ["a"] : []),
  };
  const source = sourceOf(measure(known, 2, random));
  const strata = strataOf(
    source,
    Object.values(policyOf("a: { select: { tags: [a] }, require: [passRate == 100%] }").gates),
  );
  const table = drawRun(drawSystem(source, likeliest(source), random), random);
  const before = table.costUsd.slice();
  const passing = (from: number, to: number): number =>
    (table.scores[0]?.pass.subarray(from * 2, to * 2) ?? new Int8Array()).reduce((sum, one) => sum + one, 0) / 2;
  expect([passing(0, 40), passing(40, 200)]).toEqual([36, 144]);
  degrade(table, strata, 0.25, random);
  expect(passing(0, 40)).toBeGreaterThanOrEqual(26);
  expect(passing(0, 40)).toBeLessThanOrEqual(28);
  expect(passing(0, 200)).toBeGreaterThanOrEqual(134);
  expect(passing(0, 200)).toBeLessThanOrEqual(136);
  expect(table.costUsd[0]).toBeCloseTo((before[0] ?? 0) * 1.25, 12);
});

describe("the interval of a simulated share", () => {
  test("is Wilson's where all possible systems are alike", () => {
    const { interval } = simulatedShare(50, 100, { times: Array.from({ length: 40 }, () => 5), each: 10 });
    expect(interval[0]).toBeCloseTo(0.404, 2);
    expect(interval[1]).toBeCloseTo(0.596, 2);
  });

  test("covers systems that block always and never where both are possible", () => {
    const { share: blocks, interval } = simulatedShare(0, 100, {
      times: [...Array.from({ length: 30 }, () => 0), ...Array.from({ length: 10 }, () => 9)],
      each: 10,
    });
    expect(blocks).toBe(0);
    expect(interval[0]).toBe(0);
    expect(interval[1]).toBeGreaterThan(0.85);
  });
});

describe("selfTest", () => {
  const noisy = { rates: Array.from({ length: 80 }, (_, i) => (i % 4 === 1 ? 0.55 + (i % 9) / 20 : 1)) };
  const rules = policyOf(
    "rate: { select: { scorers: [equals] }, noRegression: { passRate: -2pp } }, quality: { each: [quality], noRegression: { mean: -1pp } }, cost: { noRegression: { costUsd.mean: +3% } }",
  );
  const texts = ["noRegression passRate: -2pp", "noRegression mean: -1pp", "noRegression costUsd.mean: +3%"];

  test("blocks an unchanged system as often as its gates do", () => {
    const random = seededRandom(11);
    const truth = new Map<string, number>();
    const real = 400;
    for (let i = 0; i < real; i++) {
      const judged = judgeGates(inputOf(measure(noisy, 3, random), rules, measure(noisy, 3, random)));
      if ("faults" in judged) throw new Error(judged.faults[0]?.message);
      for (const { rule, decision } of judged.verdict.gates.flatMap((gate) => gate.rules)) {
        if (decision === "block") truth.set(rule, (truth.get(rule) ?? 0) + 1 / real);
      }
    }
    const runs = 20;
    const said = new Map<string, number>();
    for (let i = 0; i < runs; i++) {
      const document = finish(inputOf(measure(noisy, 3, random), rules), { ...few, regressed: 1, systems: 2 });
      for (const text of texts) said.set(text, (said.get(text) ?? 0) + ruleOf(document, text).blocks.share / runs);
    }
    for (const text of texts) {
      expect(truth.get(text), text).toBeGreaterThan(0.02);
      expect(Math.abs((said.get(text) ?? 0) - (truth.get(text) ?? 0)), text).toBeLessThan(0.045);
    }
  });

  test("gives the same document for the same input, and another for another run", () => {
    const table = measure(noisy, 2, seededRandom(1));
    const document = finish(inputOf(table, rules), few);
    expect(finish(inputOf(table, rules), few)).toEqual(document);
    const other = { ...table, record: { ...table.record, id: "another" } };
    expect(finish(inputOf(other, rules), few).blocks).not.toEqual(document.blocks);
  });

  test("says what a rule sees: one of a few critical examples, some of many, and nothing of a total far from its limit", () => {
    const known = { rates: Array.from({ length: 100 }, () => 1), tags: (i: number) => (i < 10 ? ["critical"] : []) };
    const policy = policyOf(
      "critical: { select: { tags: [critical], scorers: [equals] }, require: [passRate == 100%] }, rate: { require: [passRate.observed >= 90%] }, cost: { require: [costUsd.total <= 100, costUsd.mean.observed <= 0.025, errors == 0] }",
    );
    const document = finish(inputOf(measure(known, 3, seededRandom(2)), policy), few);
    expect(document.blocks.share).toBe(0);
    expect(ruleOf(document, "passRate == 100%").visible).toMatchObject({ of: "examples", examples: 1 });
    expect(ruleOf(document, "passRate.observed >= 90%").visible.examples).toBeGreaterThanOrEqual(10);
    expect(ruleOf(document, "passRate.observed >= 90%").visible.examples).toBeLessThanOrEqual(15);
    expect(ruleOf(document, "costUsd.total <= 100").visible).toEqual({ of: "amount", amount: null, examples: null });
    expect(ruleOf(document, "costUsd.mean.observed <= 0.025").visible.amount).toBeCloseTo(0.28, 1);
    expect(document.notSimulated).toEqual([
      { gate: "cost", rule: "errors == 0", reason: "a count of what could not be measured" },
    ]);
  });

  test("names the flaky example that blocks, and says that such a rule blocks anyway", () => {
    const rates = Array.from({ length: 30 }, (_, i) => (i === 4 ? 0.5 : 1));
    const table = measure({ rates }, 4, seededRandom(6));
    const document = finish(inputOf(table, policyOf("all: { require: [passRate == 100%] }")), few);
    expect(document.runs).toMatchObject([{ flaky: 1, examples: 30, trials: 4 }]);
    expect(document.examples[0]).toMatchObject({ suite: "support", id: "e4" });
    expect(document.blocks.share).toBeGreaterThan(0.8);
    expect(ruleOf(document, "passRate == 100%").visible.amount).toBe(0);
  });
});
