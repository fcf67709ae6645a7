import { expect, test } from "vitest";
import { stepOf } from "./step.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

test.each([
  [minuteMs, 1000],
  [hourMs, 30_000],
  [dayMs, 15 * minuteMs],
  [7 * dayMs, 2 * hourMs],
  [30 * dayMs, 6 * hourMs],
  [365 * dayMs, 7 * dayMs],
  [100 * 365 * dayMs, 305 * dayMs],
])("a range of %i ms has steps of %i ms", (rangeMs, stepMs) => {
  expect(stepOf({ fromMs: 0, toMs: rangeMs }, 120)).toBe(stepMs);
});
