import { expect, test } from "vitest";
import { trendDays, trendText } from "./trend.ts";

const now = Date.parse("2026-12-01T10:00:00Z");

test("days without a trace are there, and older ones are not", () => {
  const days = trendDays(
    [
      ["2026-11-17", 9],
      ["2026-11-18", 1],
      ["2026-11-30", 2],
      ["2026-12-01", 3],
    ],
    now,
  );
  expect(days).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3]);
  expect(trendText(days)).toBe("5 in the last 7 days, 1 in the 7 before");
});
