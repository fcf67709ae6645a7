import { describe, expect, test } from "vitest";
import { rangeMs, rangeWords } from "./range.ts";

describe("a time range", () => {
  test.each([
    ["15m", 900_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
  ])("%s lasts %d ms", (name, ms) => expect(rangeMs(name)).toBe(ms));

  test.each(["", "h", "0h", "24", "24y", "-1h", "1.5h"])("%j is none", (name) => expect(rangeMs(name)).toBeUndefined());

  test("is named by its preset, its length, or its ends", () => {
    expect(rangeWords({ range: "24h", fromMs: 0, toMs: 1 })).toBe("last 24 hours");
    expect(rangeWords({ range: "36h", fromMs: 0, toMs: 1 })).toBe("last 36h");
    expect(rangeWords({ range: undefined, fromMs: 0, toMs: 86_400_000 })).toMatch(/ to /);
  });
});
