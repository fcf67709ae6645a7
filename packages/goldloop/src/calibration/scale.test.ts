import { describe, expect, test } from "vitest";
import { categoryOf, isFlip, labelOfValue, valueOfLabel, type LabelScale } from "./scale.ts";

const steps: LabelScale = { scale: [0, 1], labels: ["bad", "fair", "good"] };
const numbers: LabelScale = { scale: [1, 5] };

describe("a label's value", () => {
  test.each<[string | number | boolean, LabelScale, number | undefined]>([
    ["bad", steps, 0],
    ["fair", steps, 0.5],
    [true, steps, 1],
    ["great", steps, undefined],
    [3, numbers, 0.5],
    [false, numbers, 0],
    [0, numbers, undefined],
    ["3", numbers, undefined],
  ])("%j", (label, scale, value) => expect(valueOfLabel(label, scale)).toBe(value));

  test.each([...["bad", "fair", "good"].map((label) => [label, steps] as const), [2, numbers] as const])(
    "%j comes back as it was written",
    (label, scale) => expect(labelOfValue(valueOfLabel(label, scale) ?? Number.NaN, scale)).toBe(label),
  );
});

test.each<[number, LabelScale, string]>([
  [0.7, numbers, "pass"],
  [0.7 - 1e-12, numbers, "pass"],
  [0.69, numbers, "fail"],
  [0.6, steps, "fair"],
  [0.8, steps, "good"],
])("%f is counted as a category", (value, scale, category) => expect(categoryOf(value, scale, 0.7)).toBe(category));

test.each<[number | null, number | null, LabelScale, boolean]>([
  [1, 0.5, steps, true],
  [1, 0.9, steps, false],
  [0.5, 0.6, numbers, false],
  [0.5, 0.75, numbers, true],
  [null, null, numbers, false],
  [1, null, steps, true],
])("from %j to %j is another verdict or not", (before, now, scale, flip) =>
  expect(isFlip(before, now, scale)).toBe(flip),
);
