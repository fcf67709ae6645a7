import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decidableMargin,
  differenceSums,
  gradedBound,
  gradedNonInferiority,
  mcnemarChiSquared,
  mcnemarExact,
  neededForMargin,
  nonInferiority,
  pairedDifference,
  pairedInterval,
  pairedVerdict,
  seededRandom,
  tangoBound,
  tangoInterval,
} from "./index.ts";

const none = (n: number) => ({ n, sum: 0, sumSquares: 0 });

describe("paired difference", () => {
  test("is the mean with sd / sqrt(n)", () => {
    // The mean and deviation that 805 graded pairs of AlpacaEval (claude-2 to 2.1) have.
    const deviation = 0.009138 * Math.sqrt(804);
    const differences = Array.from({ length: 804 }, (_, i) => -0.014547 + (i % 2 === 0 ? 1 : -1) * deviation);
    const paired = pairedDifference([...differences, -0.014547]);
    expect(paired.n).toBe(805);
    expect(paired.mean).toBeCloseTo(-0.014547, 6);
    expect(paired.standardError).toBeCloseTo((0.009138 * Math.sqrt(804)) / Math.sqrt(805), 6);
    const [low, high] = pairedInterval(paired);
    expect(low).toBeCloseTo(-0.03247, 4);
    expect(high).toBeCloseTo(0.00338, 4);
  });
  test("one pair leaves everything possible", () => {
    expect(pairedInterval(pairedDifference([0.5]))).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});

describe("McNemar", () => {
  test("209 against 152", () => expect(mcnemarExact(209, 152).p).toBeCloseTo(0.003150657, 9));
  test("2 of 12", () => {
    expect(mcnemarExact(2, 10).p).toBeCloseTo(0.038574, 6);
    expect(mcnemarExact(2, 10).midP).toBeCloseTo(0.022461, 6);
    expect(mcnemarExact(10, 2)).toEqual(mcnemarExact(2, 10));
  });
  test("Agresti's 86 against 150", () => {
    expect(mcnemarChiSquared(86, 150).statistic).toBeCloseTo(17.3559, 4);
    expect(mcnemarExact(86, 150).p).toBeCloseTo(3.7159e-5, 9);
  });
  test("without a change, or with equal changes, nothing differs", () => {
    for (const k of [0, 1, 7]) {
      expect(mcnemarExact(k, k)).toEqual({ p: 1, midP: 1 });
      expect(mcnemarChiSquared(k, k)).toEqual({ statistic: 0, p: 1 });
    }
  });
});

describe("non-inferiority of rates (Tango)", () => {
  test("3 regressions and 2 fixes at 2 points: not shown by 200 examples, shown by 500", () => {
    expect(nonInferiority({ n: 200, sum: -1, sumSquares: 5, margin: 0.02 }).p).toBeCloseTo(0.1225, 4);
    expect(nonInferiority({ n: 500, sum: -1, sumSquares: 5, margin: 0.02 }).p).toBeCloseTo(0.00479, 5);
  });
  test.each([
    [0.02, 133],
    [0.01, 268],
    [0.05, 52],
  ])("no changed example shows %d from %i examples on", (margin, n) => {
    expect(neededForMargin(margin)).toBe(n);
    expect(decidableMargin(n)).toBeLessThanOrEqual(margin);
    expect(decidableMargin(n - 1)).toBeGreaterThan(margin);
    expect(pairedVerdict(none(n), { margin, scores: "binary" }).verdict).toBe("pass");
    expect(pairedVerdict(none(n - 1), { margin, scores: "binary" }).verdict).toBe("inconclusive");
  });
  test("no example, and no margin without a change, show nothing", () => {
    expect(nonInferiority({ ...none(0), margin: 0.02 })).toEqual({ z: 0, p: 0.5 });
    expect(nonInferiority({ ...none(100), margin: 0 })).toEqual({ z: 0, p: 0.5 });
    expect(neededForMargin(0)).toBe(Number.POSITIVE_INFINITY);
    for (const scores of ["binary", "trials", "graded"] as const) {
      expect(pairedVerdict(none(0), { margin: 0.02, scores }).verdict).toBe("inconclusive");
      expect(pairedVerdict(none(1), { margin: 0.02, scores }).verdict).toBe("inconclusive");
    }
  });
  test("a margin of 0 is McNemar's statistic", () => {
    expect(nonInferiority({ n: 300, sum: 57, sumSquares: 361, margin: 0 }).z).toBeCloseTo(57 / Math.sqrt(361), 12);
  });
  test("bounds agree with the test and mirror each other", () => {
    const counts = fc.tuple(
      fc.nat(40),
      fc.nat(40),
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0.005, max: 0.3, noNaN: true }),
    );
    fc.assert(
      fc.property(counts, ([fixes, regressions, unchanged, margin]) => {
        const sums = { n: fixes + regressions + unchanged, sum: fixes - regressions, sumSquares: fixes + regressions };
        const bound = tangoBound(sums, 0.95, "lower");
        if (Math.abs(bound + margin) > 1e-9) {
          expect(nonInferiority({ ...sums, margin }).p <= 0.05).toBe(bound >= -margin);
        }
        const mirrored = tangoBound({ ...sums, sum: -sums.sum }, 0.95, "upper");
        expect(mirrored).toBeCloseTo(-bound, 12);
        const [low, high] = tangoInterval(sums);
        expect(low).toBeLessThanOrEqual(sums.sum / sums.n);
        expect(high).toBeGreaterThanOrEqual(sums.sum / sums.n);
      }),
    );
  });
  test("the sums of trials equal those of fixes and regressions at one trial", () => {
    expect(differenceSums([1, -1, -1, 0, 0])).toEqual({ n: 5, sum: -1, sumSquares: 3 });
  });
});

describe("verdicts", () => {
  test("many regressions fail, whatever the kind of score", () => {
    for (const scores of ["binary", "trials", "graded"] as const) {
      const { verdict, difference, upper } = pairedVerdict(
        { n: 100, sum: -20, sumSquares: 20 },
        { margin: 0.02, scores },
      );
      expect(verdict).toBe("fail");
      expect(difference).toBe(-0.2);
      expect(upper).toBeLessThan(-0.02);
    }
  });
  test("graded scores without a change need as many examples as rates do", () => {
    expect(gradedNonInferiority({ ...none(133), margin: 0.02 }).p).toBeLessThanOrEqual(0.05);
    expect(gradedNonInferiority({ ...none(130), margin: 0.02 }).p).toBeGreaterThan(0.05);
    expect(gradedBound(none(1), 0.95, "lower")).toBe(-1);
  });
  test("the graded bound and test agree", () => {
    const some = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(some, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (differences, margin) => {
        const sums = differenceSums(differences);
        const bound = gradedBound(sums, 0.95, "lower");
        if (Math.abs(bound + margin) > 1e-9) {
          expect(gradedNonInferiority({ ...sums, margin }).p <= 0.05).toBe(bound >= -margin);
        }
      }),
    );
  });
  test("apps that lose exactly the margin pass or fail in about 5% of runs at most", () => {
    const random = seededRandom(3);
    const uniform = () => random() / 2 ** 32;
    const flaky = (trials: number) => () => {
      let d = 0;
      for (let i = 0; i < trials; i++) d += (uniform() < 0.85 ? 1 : 0) - (uniform() < 0.9 ? 1 : 0);
      return d / trials;
    };
    const breaks = () => (uniform() < 0.05 ? -1 : 0);
    const steps = () => (uniform() < 0.2 ? -0.25 : 0);
    const skewed = () => (uniform() < 0.07 / 0.82 ? -0.8 : 0.02);
    for (const [scores, draw] of [
      ["binary", flaky(1)],
      ["binary", breaks],
      ["trials", flaky(3)],
      ["trials", breaks],
      ["graded", flaky(3)],
      ["graded", steps],
      ["graded", skewed],
    ] as const) {
      for (const n of [30, 100, 300]) {
        const wrong = { pass: 0, fail: 0, inconclusive: 0 };
        for (let round = 0; round < 1000; round++) {
          const sums = differenceSums(Array.from({ length: n }, draw));
          wrong[pairedVerdict(sums, { margin: 0.05, scores }).verdict] += 1;
        }
        expect(wrong.pass, `${scores} ${n}`).toBeLessThanOrEqual(75);
        expect(wrong.fail, `${scores} ${n}`).toBeLessThanOrEqual(75);
      }
    }
  });
});
