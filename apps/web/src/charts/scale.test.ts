import { describe, expect, test } from "vitest";
import { extent, filled, nearest, type Point, runs } from "./scale.ts";

const points: Point[] = [
  [0, 1, 9],
  [10, 2, 9],
  [40, 3, 9],
];

describe("what a chart is made of", () => {
  test("a line breaks where steps are missing", () =>
    expect(runs(points, 10).map((run) => run.length)).toEqual([2, 1]));

  test("missing steps of a volume are zeros", () =>
    expect(filled(points, 0, 60, 10).map((point) => point[1])).toEqual([1, 2, 0, 0, 3, 0]));

  test.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [24, 1],
    [26, 2],
    [99, 2],
  ])("the point nearest to %d is number %d", (timeMs, index) => expect(nearest(points, timeMs)).toBe(index));

  test("there is no nearest point among none", () => expect(nearest([], 5)).toBe(-1));

  test("the axis has room, keeps zero for volumes, and stands for flat and empty series", () => {
    expect(extent([10, 20], false)).toEqual([9.5, 20.5]);
    expect(extent([10, 20], true)).toEqual([0, 21]);
    expect(extent([5, 5], false)).toEqual([0, 5]);
    expect(extent([], false)).toEqual([0, 1]);
    expect(extent([0, 0], true)).toEqual([0, 1]);
  });
});
