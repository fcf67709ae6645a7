import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clopperPearsonBound,
  clopperPearsonInterval,
  meanBound,
  percentileBelow,
  percentileBoundRank,
  percentileIntervalRanks,
  rateBound,
  seededRandom,
  wilsonBound,
  wilsonInterval,
  zeroFailuresNeeded,
} from "./index.ts";

describe("exact bounds of a rate", () => {
  test("8 of 10 is in .443905...974789", () => {
    const [low, high] = clopperPearsonInterval(8, 10);
    expect(low).toBeCloseTo(0.443905, 6);
    expect(high).toBeCloseTo(0.974789, 6);
  });
  test("0 of 100 is at most .029513", () =>
    expect(clopperPearsonBound(0, 100, 0.95, "upper")).toBeCloseTo(0.029513, 6));
  test.each([
    [0.05, 59],
    [0.03, 99],
    [0.02, 149],
    [0.01, 299],
  ])("a failure rate of at most %d takes %i scores without one", (bound, n) => {
    expect(zeroFailuresNeeded(bound)).toBe(n);
    expect(clopperPearsonBound(0, n, 0.95, "upper")).toBeLessThanOrEqual(bound);
    expect(clopperPearsonBound(0, n - 1, 0.95, "upper")).toBeGreaterThan(bound);
  });
  test("no score shows nothing", () => {
    expect([wilsonBound(0, 0, 0.95, "lower"), wilsonBound(0, 0, 0.95, "upper")]).toEqual([0, 1]);
    expect([clopperPearsonBound(0, 0, 0.95, "lower"), clopperPearsonBound(0, 0, 0.95, "upper")]).toEqual([0, 1]);
  });
  test("a two-sided interval of Wilson's is two bounds, and the exact one is wider", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const k = Math.round(share * n);
        const [low, high] = wilsonInterval(k / n, n, 0.9);
        expect(wilsonBound(k / n, n, 0.95, "lower")).toBeCloseTo(low, 12);
        expect(wilsonBound(k / n, n, 0.95, "upper")).toBeCloseTo(high, 12);
        const [exactLow, exactHigh] = clopperPearsonInterval(k, n, 0.9);
        expect(exactLow).toBeLessThanOrEqual(k / n);
        expect(exactHigh).toBeGreaterThanOrEqual(k / n);
      }),
    );
  });
  test("trials that agree are worth one score an example", () => {
    const error = Math.sqrt((0.9 * 0.1) / 99);
    const bound = rateBound({ rate: 0.9, n: 300, clusters: 100, clusteredError: error }, 0.95, "lower");
    expect(bound).toBeCloseTo(clopperPearsonBound(90, 100, 0.95, "lower"), 2);
    expect(rateBound({ rate: 1, n: 300, clusters: 100, clusteredError: 0 }, 0.95, "lower")).toBe(
      clopperPearsonBound(100, 100, 0.95, "lower"),
    );
    expect(rateBound({ rate: 0.9, n: 100, clusters: 100, clusteredError: error }, 0.95, "lower")).toBe(
      clopperPearsonBound(90, 100, 0.95, "lower"),
    );
  });
});

describe("bound of a mean", () => {
  test("scores without a spread are as certain as a rate without an exception", () => {
    expect(meanBound(1, 59, 0, 0.95, "lower", [0, 1])).toBeCloseTo(clopperPearsonBound(59, 59, 0.95, "lower"), 2);
  });
  test("one score, or none, decides nothing", () => {
    expect(meanBound(1, 1, Number.NaN, 0.95, "lower", [0, 1])).toBe(0);
    expect(meanBound(Number.NaN, 0, Number.NaN, 0.95, "lower", [0, 1])).toBe(0);
    expect(meanBound(0.001, 1, Number.NaN, 0.95, "upper")).toBe(Number.POSITIVE_INFINITY);
    expect(meanBound(0.001, 1, Number.NaN, 0.95, "lower")).toBe(Number.NEGATIVE_INFINITY);
  });
  test("a constant cost is known to about 2.7 / n of itself", () => {
    expect(meanBound(0.01, 100, 0, 0.95, "upper")).toBeCloseTo(0.01 * 1.0263, 5);
    expect(meanBound(0.01, 100, 0, 0.95, "lower")).toBeCloseTo(0.01 * (1 - 0.0263), 5);
    expect(meanBound(0, 100, 0, 0.95, "upper")).toBe(0);
  });
  test("comes to Student's as examples grow", () => {
    expect(meanBound(0.5, 100_000, 0.001, 0.95, "lower", [0, 1])).toBeCloseTo(0.5 - 1.645 * 0.001, 4);
  });
  // Student's bound alone passes 18% here.
  test("passes at most 6.5% of apps whose pass or fail scores are at the threshold", () => {
    const random = seededRandom(4);
    for (const [rate, n] of [
      [0.85, 20],
      [0.93, 50],
      [0.97, 200],
    ] as const) {
      let wrong = 0;
      for (let round = 0; round < 4000; round++) {
        let passed = 0;
        for (let i = 0; i < n; i++) if (random() / 2 ** 32 < rate) passed += 1;
        const mean = passed / n;
        const error = Math.sqrt((mean * (1 - mean)) / (n - 1));
        if (meanBound(mean, n, error, 0.95, "lower", [0, 1]) >= rate) wrong += 1;
      }
      expect(wrong / 4000).toBeLessThan(0.075);
    }
  });
});

describe("percentiles", () => {
  test.each([
    [200, 184, 197, 0.967],
    [500, 465, 485, 0.96],
    [1000, 936, 964, 0.958],
  ])("the p95 of %i values lies between ranks %i and %i", (n, lower, upper, coverage) => {
    const ranks = percentileIntervalRanks(n, 0.95);
    expect(ranks).toMatchObject({ lower, upper });
    expect(ranks?.coverage).toBeCloseTo(coverage, 3);
  });
  test("there is no interval of the p95 below 200 values", () => {
    expect(percentileIntervalRanks(100, 0.95)).toBeNull();
    expect(percentileIntervalRanks(199, 0.95)).toBeNull();
  });
  test.each([
    [0.95, 59],
    [0.99, 299],
  ])("the p%d is decided by %i values with none above", (p, n) => {
    expect(percentileBelow(0, n, p)).toBe("pass");
    expect(percentileBelow(0, n - 1, p)).toBe("inconclusive");
  });
  test("too many values above fail, none at all decide nothing", () => {
    expect(percentileBelow(3, 5, 0.95)).toBe("fail");
    expect(percentileBelow(5, 5, 0.95)).toBe("fail");
    expect(percentileBelow(0, 0, 0.95)).toBe("inconclusive");
  });
  test("a rule is decided exactly as the order statistics lie", () => {
    for (const p of [0.5, 0.9, 0.95, 0.99]) {
      for (let n = 1; n <= 400; n++) {
        const upper = percentileBoundRank(n, p, 0.95, "upper");
        for (let above = 0; above <= n; above++) {
          const decided = percentileBelow(above, n, p);
          expect(decided === "pass").toBe(upper !== null && n - above >= upper);
          if (decided !== "pass" && above > n * (1 - p) * 3 + 6) break;
        }
        const lower = percentileBoundRank(n, p, 0.95, "lower");
        if (lower === null) expect(percentileBelow(n, n, p)).not.toBe("fail");
        else {
          expect(percentileBelow(n - lower + 1, n, p)).toBe("fail");
          expect(percentileBelow(n - lower, n, p)).not.toBe("fail");
        }
      }
    }
  });
});
