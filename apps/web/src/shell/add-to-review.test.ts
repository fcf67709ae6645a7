import { expect, test } from "vitest";
import { addedText } from "./add-to-review.ts";

test.each([
  [{ added: 1, known: 0, unknown: [] }, "1 trace added to review"],
  [{ added: 2, known: 1, unknown: [] }, "2 traces added to review, 1 trace was there before"],
  [{ added: 0, known: 2, unknown: ["a"] }, "2 traces were there before, 1 trace is gone"],
])("%j", (added, text) => expect(addedText(added)).toBe(text));
