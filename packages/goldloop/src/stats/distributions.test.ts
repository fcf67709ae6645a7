import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betaQuantile,
  binomialCdf,
  binomialTestGreater,
  normalCdf,
  normalQuantile,
  regularizedBeta,
  studentTCdf,
  studentTQuantile,
} from "./index.ts";

/** The reference values are scipy 1.17's and mpmath's (40 digits). */
function expectClose(value: number, reference: number, relative = 1e-12): void {
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(relative * Math.abs(reference));
}

test.each([
  [0.5, 0.5, 0.5, 0.5],
  [0.01, 1, 99, 0.6302703623502732],
  [0.3, 2.5, 4.25, 0.37956047815732746],
  [0.95, 60, 3, 0.39504852631311344],
  [0.02, 5, 300, 0.728245801151648],
  [0.999, 1000, 0.5, 0.15724727426672383],
  [0.42, 514.41, 804.59, 0.9867646864886839],
  [0.5, 50000, 50010, 0.5126129824362449],
])("incomplete beta at %d, a = %d, b = %d", (x, a, b, value) => expectClose(regularizedBeta(x, a, b), value));

test.each([
  [0.05, 1, 100, 0.0005128014162622921],
  [0.95, 1, 100, 0.029513049607039925],
  [0.025, 8, 3, 0.4439045376923585],
  [0.975, 9, 2, 0.9747892736731666],
  [0.95, 0.5, 0.5, 0.9938441702975689],
  [0.5, 12.25, 300.75, 0.03815888228877599],
  [0.001, 2, 2, 0.01837025385881161],
  [0.95, 667, 653, 0.5279264257757306],
])("beta quantile at %d, a = %d, b = %d", (p, a, b, value) => expectClose(betaQuantile(p, a, b), value));

test.each([
  [0.95, 1, 6.313751514675037],
  [0.975, 2, 4.302652729749462],
  [0.95, 3, 2.3533634348018233],
  [0.975, 4.5, 2.6589123472044034],
  [0.95, 19, 1.7291328115213682],
  [0.99, 49, 2.4048917595376684],
  [0.95, 804, 1.6467510611439151],
  [0.975, 99999, 1.9599877077718442],
  [0.9999999, 5, 39.341819621052615],
  [0.2, 7, -0.8960296443137649],
])("Student's t quantile at %d, %d degrees of freedom", (p, df, value) => {
  expectClose(studentTQuantile(p, df), value);
  expectClose(studentTCdf(value, df), p);
});

test.each([
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [-1, 0.15865525393145705],
  [1.6448536269514722, 0.95],
  [-3, 0.0013498980316300946],
  [3.0000001, 0.9986501024115547],
  [-6, 9.86587645037698e-10],
  [-10, 7.619853024160525e-24],
  [-37, 5.725571222524577e-300],
])("normal distribution at %d", (z, value) => expectClose(normalCdf(z), value));

test.each([
  [2, 12, 0.5, 0.019287109375, 0.996826171875],
  [0, 59, 0.05, 0.04849452524942322, 1.0],
  [152, 361, 0.5, 0.001575328440180309, 0.998887937111709],
  [0, 100, 0.02, 0.1326195558947532, 1.0],
  [19, 20, 0.9, 0.8784233454094307, 0.3917469981251679],
  [970, 1000, 0.975, 0.1793340110950793, 0.8661871919328943],
  [1000, 20000, 0.05, 0.5084121330758588, 0.5045301822496691],
])("binomial: %d of %d at %d", (k, n, p, atMost, atLeast) => {
  expectClose(binomialCdf(k, n, p), atMost);
  expectClose(binomialTestGreater(k, n, p), atLeast);
});

test("the binomial sums to one at its ends", () => {
  expect([binomialCdf(-1, 10, 0.3), binomialCdf(10, 10, 0.3)]).toEqual([0, 1]);
  expect([binomialTestGreater(0, 10, 0.3), binomialTestGreater(11, 10, 0.3)]).toEqual([1, 0]);
});

test("a probability outside 0..1 has no quantile", () => {
  for (const p of [0, 1, -1, Number.NaN]) {
    expect(() => normalQuantile(p)).toThrow(RangeError);
    expect(() => studentTQuantile(p, 5)).toThrow(RangeError);
  }
});

describe("quantiles undo their distributions", () => {
  const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
  const shape = fc.double({ min: 0.2, max: 5000, noNaN: true });
  test("beta", () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        // Close to 1 a double cannot tell neighbouring quantiles apart.
        if (x < 0.999999) expect(regularizedBeta(x, a, b)).toBeCloseTo(p, 8);
      }),
    );
  });
  test("Student's t", () => {
    fc.assert(
      fc.property(probability, fc.double({ min: 1, max: 100_000, noNaN: true }), (p, df) => {
        expect(studentTCdf(studentTQuantile(p, df), df)).toBeCloseTo(p, 9);
      }),
    );
  });
  test("normal", () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
  });
});
