import { expect, test } from "vitest";
import { aligned } from "./drawing.ts";

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
