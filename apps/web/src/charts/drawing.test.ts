import { expect, test } from "vitest";
import { aligned, labelLeft } from "./drawing.ts";

test("series of different times share one axis, with gaps where one has no point", () => {
  const series = [
    { label: "a", points: [[1000, 1, 5] as const, [3000, 3, 5] as const] },
    { label: "b", points: [[2000, 7, 5] as const] },
  ];
  expect(aligned(series)).toEqual([
    [1, 2, 3],
    [1, null, 3],
    [null, 7, null],
  ]);
});

test.each([
  ["right of its line", 100, 40, 0, 104],
  ["left of it where the chart ends", 480, 40, 0, 436],
  ["nowhere where the label before leaves no room", 480, 40, 450, undefined],
  ["nowhere, on the right too", 100, 40, 110, undefined],
])("the label of a mark stands %s", (_, x, width, free, expected) =>
  expect(labelLeft(x, width, { free, end: 500, gap: 4 })).toBe(expected),
);
