import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clusteredStandardError,
  effectiveSize,
  meanInterval,
  nearestRank,
  normalQuantile,
  passAllOf,
  passAnyOf,
  standardError,
  wilsonInterval,
} from "./index.ts";

describe("normal quantile", () => {
  test.each([
    [0.975, 1.959963984540054],
    [0.95, 1.6448536269514722],
    [0.5, 0],
    [1e-10, -6.361340902404056],
    [0.999999, 4.753424308822899],
  ])("p = %d", (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 10);
  });
});

describe("Wilson's interval", () => {
  test("8 of 10", () => {
    const [low, high] = wilsonInterval(0.8, 10);
    expect(low).toBeCloseTo(0.490162, 6);
    expect(high).toBeCloseTo(0.943318, 6);
  });
  test("0 of 100 reaches .036993", () => {
    const [low, high] = wilsonInterval(0, 100);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.036993, 6);
  });
  test("holds its rate and stays within 0..1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const rate = Math.round(share * n) / n;
        const [low, high] = wilsonInterval(rate, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate);
        expect(high).toBeGreaterThanOrEqual(rate);
      }),
    );
  });
});

describe("standard errors", () => {
  test("515 of 1,319: .013438", () => {
    const scores = Array.from({ length: 1319 }, (_, i) => (i < 515 ? 1 : 0));
    expect(standardError(scores)).toBeCloseTo(0.013438, 6);
  });
  test("clustered equals plain at one score a cluster", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 50 }), (scores) => {
        const clustered = clusteredStandardError(scores.map((sum) => ({ n: 1, sum })));
        expect(clustered).toBeCloseTo(standardError(scores), 12);
      }),
    );
  });
});

describe("repeated trials", () => {
  test("pass@5 of 3 in 10", () => expect(passAnyOf(10, 3, 5)).toBeCloseTo(0.916667, 6));
  test("pass^3 of 7 in 10", () => expect(passAllOf(10, 7, 3)).toBeCloseTo(0.291667, 6));
  test("more trials than there are say nothing", () => expect(passAllOf(2, 2, 3)).toBeNaN());
});

describe("effective size", () => {
  test("is the number of clusters where nothing varies", () => expect(effectiveSize(1, 300, 100, 0)).toBe(100));
  test("is the number of scores at one trial", () => {
    const error = clusteredStandardError(Array.from({ length: 10 }, (_, i) => ({ n: 1, sum: i < 8 ? 1 : 0 })));
    expect(effectiveSize(0.8, 10, 10, error)).toBe(10);
  });
  test("is never more than the scores there are", () => expect(effectiveSize(0.5, 200, 100, 1e-9)).toBe(200));
  test("shrinks when the trials of an example agree", () => {
    const clusters = Array.from({ length: 100 }, (_, i) => ({ n: 3, sum: i % 2 === 0 ? 3 : 0 }));
    const n = effectiveSize(0.5, 300, 100, clusteredStandardError(clusters));
    expect(n).toBeGreaterThan(95);
    expect(n).toBeLessThan(101);
  });
});

test("a mean without spread still has a width", () => {
  const [low, high] = meanInterval(0.9, 20, 0);
  expect(low).toBeLessThan(0.9);
  expect(high).toBeGreaterThan(0.9);
});

test("nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(nearestRank(values, 0.95)).toBe(95);
  expect(nearestRank(values, 0.5)).toBe(50);
  expect(nearestRank([7], 0.99)).toBe(7);
});
