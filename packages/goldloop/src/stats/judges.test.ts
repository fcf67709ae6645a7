import { describe, expect, test } from "vitest";
import {
  canaryMoved,
  cohenKappa,
  fleissKappa,
  judgeAccuracy,
  kappaNeeded,
  krippendorffAlphaNominal,
  ppi,
  ppiPlusPlus,
  roganGladen,
} from "./index.ts";

const table = (cells: readonly (readonly number[])[]) =>
  cells.flatMap((row, a) => row.flatMap((count, b) => Array.from({ length: count }, (): [number, number] => [a, b])));

test.each([
  [
    [
      [1, 1, 1],
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 1],
    ],
    0.685714,
  ],
  [
    [
      [0, 1],
      [0, 1],
      [1, 0],
      [1, 0],
    ],
    -0.75,
  ],
  [
    [
      [1, 1, 0],
      [0, 0],
    ],
    1 / 3,
  ],
  [[[1, 1, 0], [0, 0], [1]], 1 / 3],
])("Krippendorff's alpha of %j", (units, alpha) => expect(krippendorffAlphaNominal(units)).toBeCloseTo(alpha, 6));

test("Cohen's kappa with its standard error, as statsmodels has it", () => {
  const { n, kappa, standardError, interval } = cohenKappa(
    table([
      [176, 0],
      [88, 186],
    ]),
  );
  expect(n).toBe(450);
  expect(kappa).toBeCloseTo(0.6231155778894472, 12);
  expect(standardError).toBeCloseTo(0.03337704827449192, 12);
  expect(interval[0]).toBeCloseTo(kappa - 1.959964 * standardError, 6);
});

test("agreement on a single label cannot be told from chance", () => {
  expect(
    cohenKappa([
      [1, 1],
      [1, 1],
    ]).kappa,
  ).toBeNaN();
  expect(cohenKappa([]).kappa).toBeNaN();
  expect(
    fleissKappa([
      [1, 1],
      [1, 1],
    ]),
  ).toBeNaN();
  expect(
    krippendorffAlphaNominal([
      [1, 1],
      [1, 1],
    ]),
  ).toBeNaN();
});

describe("accuracy of a judge", () => {
  test("sensitivity and specificity count where the truth is yes and no", () => {
    const pairs = table([
      [9, 1],
      [3, 7],
    ]).map(([truth, judged]) => ({ truth: truth === 1, judged: judged === 1 }));
    const { accuracy, sensitivity, specificity } = judgeAccuracy(pairs);
    expect(accuracy).toMatchObject({ k: 16, n: 20, rate: 0.8 });
    expect(sensitivity).toMatchObject({ k: 7, n: 10, rate: 0.7 });
    expect(specificity).toMatchObject({ k: 9, n: 10, rate: 0.9 });
    expect(accuracy.interval[0]).toBeLessThan(0.8);
  });
  test("without a label every rate is possible", () => {
    expect(judgeAccuracy([]).sensitivity).toEqual({ k: 0, n: 0, rate: Number.NaN, interval: [0, 1] });
  });
  test("Rogan and Gladen's rate", () => {
    expect(roganGladen(0.426667, 0.872727, 1)).toBeCloseTo(0.488889, 6);
    expect(roganGladen(0.05, 0.9, 0.9)).toBe(0);
    expect(roganGladen(0.5, 0.4, 0.6)).toBeNaN();
  });
});

test("a judge that contradicts its calibration has moved", () => {
  expect(canaryMoved({ flips: 1, n: 50, flipRate: 0.02 }).moved).toBe(false);
  expect(canaryMoved({ flips: 5, n: 50, flipRate: 0.02 })).toEqual({ p: expect.closeTo(0.0032097, 6), moved: true });
  expect(canaryMoved({ flips: 0, n: 50, flipRate: 0 })).toEqual({ p: 1, moved: false });
});

test("pairs needed for a required kappa grow as the two come closer", () => {
  expect(kappaNeeded({ expected: 0.8, required: 0.6 })).toBe(25);
  expect(kappaNeeded({ expected: 0.8, required: 0.7 })).toBeGreaterThan(95);
  expect(kappaNeeded({ expected: 0.8, required: 0.6, prevalence: 0.1 })).toBeGreaterThan(60);
  expect(kappaNeeded({ expected: 0.6, required: 0.6 })).toBe(Number.POSITIVE_INFINITY);
});

describe("prediction-powered inference", () => {
  const labelled = Array.from({ length: 100 }, (_, i) => ({ y: i % 2, f: i % 10 === 0 ? 1 - (i % 2) : i % 2 }));
  test("people only where nothing else was judged", () => {
    expect(ppi(labelled, [])).toEqual(ppiPlusPlus(labelled, []));
    expect(ppi(labelled, [])).toMatchObject({ mean: 0.5, lambda: 0, standardError: 0.05 });
  });
  test("a judge that always says the same has no weight", () => {
    const constant = labelled.map(({ y }) => ({ y, f: 1 }));
    expect(ppiPlusPlus(constant, [1, 1, 1])).toMatchObject({ lambda: 0, mean: 0.5 });
  });
  test("no label gives no number", () => expect(ppi([], [1, 0]).mean).toBeNaN());
});
