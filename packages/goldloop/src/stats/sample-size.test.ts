import { describe, expect, test } from "vitest";
import {
  benjaminiHochberg,
  detectableRegression,
  holm,
  powerNonInferiority,
  sampleSizeMean,
  sampleSizeNonInferiority,
  sampleSizeRate,
  sampleSizeWithTrials,
} from "./index.ts";

describe("sample sizes", () => {
  test.each([
    [0.05, 0.02, 773],
    [0.1, 0.02, 1546],
    [0.1, 0.05, 248],
  ])("a share of %d that changes, a margin of %d: %i examples", (psi, margin, n) => {
    expect(sampleSizeNonInferiority({ psi, margin })).toBe(n);
    expect(powerNonInferiority({ psi, margin, n })).toBeCloseTo(0.8, 2);
    expect(detectableRegression({ psi, n })).toBeCloseTo(margin, 3);
  });
  test("never fewer than no change at all takes", () => {
    expect(sampleSizeNonInferiority({ psi: 0, margin: 0.02 })).toBe(133);
  });
  test.each([
    [0, 1, 969],
    [1 / 6, 1, 3876],
    [1 / 6, 10, 1260],
  ])("a variance of %d within examples, %i trials: %i examples", (variance, trials, n) => {
    const of = {
      w2: 1 / 9,
      varianceA: variance,
      trialsA: trials,
      varianceB: variance,
      trialsB: trials,
      difference: 0.03,
    };
    expect(sampleSizeWithTrials(of)).toBe(n);
  });
  test("a rate needs at least what no exception takes", () => {
    expect(sampleSizeRate({ rate: 1, threshold: 0.95 })).toBe(59);
    expect(sampleSizeRate({ rate: 0, threshold: 0.02 })).toBe(149);
    expect(sampleSizeRate({ rate: 0.9, threshold: 0.85 })).toBeGreaterThan(250);
    expect(sampleSizeRate({ rate: 0.9, threshold: 0.9 })).toBe(Number.POSITIVE_INFINITY);
    expect(sampleSizeMean({ mean: 0.9, threshold: 0.85, deviation: 0.2 })).toBe(99);
  });
});

test("Holm and Benjamini-Hochberg", () => {
  const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];
  expect(holm(p).map((value) => Number(value.toFixed(6)))).toEqual([
    0.008, 0.056, 0.234, 0.234, 0.234, 0.234, 0.234, 0.234,
  ]);
  expect(benjaminiHochberg(p).map((value) => Number(value.toFixed(6)))).toEqual([
    0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.084571, 0.205,
  ]);
  expect(holm(p.toReversed())).toEqual(holm(p).toReversed());
  expect(benjaminiHochberg(p.toReversed())).toEqual(benjaminiHochberg(p).toReversed());
  expect([holm([]), benjaminiHochberg([])]).toEqual([[], []]);
});
