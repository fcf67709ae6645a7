import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bootstrapBound,
  pairedBootstrap,
  pairedDifference,
  percentileRatio,
  relativeNonInferiority,
  seededRandom,
} from "./index.ts";

const filled = (n: number, value: number) => Array.from({ length: n }, () => value);

describe("relative rules", () => {
  test("a cost that is the same for every example takes 27 examples to show +10%", () => {
    expect(relativeNonInferiority(filled(27, 2), filled(27, 2), { ratio: 1.1 }).verdict).toBe("pass");
    expect(relativeNonInferiority(filled(26, 2), filled(26, 2), { ratio: 1.1 }).verdict).toBe("inconclusive");
  });
  test("is Student's paired t test of head - ratio x base where examples are many", () => {
    const random = seededRandom(9);
    const base = Array.from({ length: 20_000 }, () => 1 + random() / 2 ** 32);
    const head = base.map((b) => b * (1 + 0.2 * (random() / 2 ** 32)));
    const { verdict, change, lower, upper } = relativeNonInferiority(base, head, { ratio: 1.1, better: "lower" });
    const excess = pairedDifference(base.map((b, i) => (head[i] ?? 0) - (1 + change) * b));
    const mean = base.reduce((sum, b) => sum + b, 0) / base.length;
    expect(verdict).toBe("inconclusive");
    expect((upper - change) * mean).toBeCloseTo(1.645 * excess.standardError, 3);
    expect((change - lower) * mean).toBeCloseTo(1.645 * excess.standardError, 3);
  });
  test("a doubled cost fails and a halved one passes, and the other way round where more is better", () => {
    const base = Array.from({ length: 60 }, (_, i) => 1 + (i % 7) / 7);
    const twice = base.map((b, i) => b * (2 + (i % 3) / 10));
    expect(relativeNonInferiority(base, twice, { ratio: 1.1 }).verdict).toBe("fail");
    expect(relativeNonInferiority(twice, base, { ratio: 1.1 }).verdict).toBe("pass");
    expect(relativeNonInferiority(base, twice, { ratio: 0.95, better: "higher" }).verdict).toBe("pass");
    expect(relativeNonInferiority(twice, base, { ratio: 0.95, better: "higher" }).verdict).toBe("fail");
  });
  test("one example, or none, decides nothing; no cost on both sides stays none", () => {
    expect(relativeNonInferiority([1], [1], { ratio: 2 }).verdict).toBe("inconclusive");
    expect(relativeNonInferiority([], [], { ratio: 2 }).verdict).toBe("inconclusive");
    expect(relativeNonInferiority(filled(50, 0), filled(50, 0), { ratio: 1.1 })).toMatchObject({
      verdict: "pass",
      p: 0,
    });
    expect(relativeNonInferiority(filled(50, 0), filled(50, 1), { ratio: 1.1 })).toMatchObject({
      verdict: "fail",
      p: 1,
    });
  });
  test("verdict and bounds agree", () => {
    const costs = fc.array(
      fc.tuple(fc.double({ min: 0.01, max: 10, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true })),
      {
        minLength: 2,
        maxLength: 100,
      },
    );
    fc.assert(
      fc.property(costs, fc.double({ min: 1, max: 2, noNaN: true }), (pairs, ratio) => {
        const [base, head] = [pairs.map(([b]) => b), pairs.map(([, h]) => h)];
        const { verdict, upper, lower, p } = relativeNonInferiority(base, head, { ratio });
        if (Math.abs(p - 0.05) < 1e-9) return;
        expect(verdict === "pass").toBe(p <= 0.05);
        if (verdict === "pass") expect(upper).toBeLessThanOrEqual(ratio - 1 + 1e-9);
        if (verdict === "fail") expect(lower).toBeGreaterThanOrEqual(ratio - 1 - 1e-9);
      }),
    );
  });
});

describe("bootstrap", () => {
  const random = seededRandom(2);
  const values = Array.from({ length: 400 }, () => random() / 2 ** 32);
  const mean = (drawn: Uint32Array) => values.reduce((sum, value, i) => sum + value * (drawn[i] ?? 0), 0) / 400;

  test("has the standard error of a mean, and the same seed gives the same numbers", () => {
    const first = pairedBootstrap(400, mean);
    expect(first.observed).toBeCloseTo(values.reduce((a, b) => a + b) / 400, 12);
    expect(first.standardError).toBeCloseTo(Math.sqrt(1 / 12 / 400), 2);
    expect(pairedBootstrap(400, mean)).toEqual(first);
    expect(pairedBootstrap(400, mean, { seed: 2 }).replicates).not.toEqual(first.replicates);
    expect(bootstrapBound(first, 0.975, "lower")).toBeCloseTo(first.interval[0], 3);
  });
  test("percentiles of runs in a fixed ratio have that ratio in every draw", () => {
    const base = values.map((value) => [1 + value, 2 - value]);
    const head = base.map((own) => own.map((value) => 1.25 * value));
    const { observed, replicates } = percentileRatio(base, head, 0.95, { repetitions: 50 });
    expect(observed).toBeCloseTo(1.25, 12);
    expect(replicates.every((value) => Math.abs(value - 1.25) < 1e-12)).toBe(true);
  });
  test("no example gives no number", () => {
    const { observed, replicates } = percentileRatio([], [], 0.95);
    expect(observed).toBeNaN();
    expect(replicates).toHaveLength(0);
    expect(bootstrapBound(pairedBootstrap(0, mean), 0.95, "upper")).toBeNaN();
  });
});
