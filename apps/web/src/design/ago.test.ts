import { expect, test } from "vitest";
import { agoText } from "./ago.ts";

test.each([
  [0, "just now"],
  [4000, "just now"],
  [40_000, "40 s ago"],
  [180_000, "3 min ago"],
  [3_580_000, "1 h ago"],
  [5 * 3_600_000, "5 h ago"],
  [86_400_000, "1 d ago"],
  [-300_000, "in 5 min"],
])("%d ms ago reads %s", (ms, text) => expect(agoText(ms)).toBe(text));
