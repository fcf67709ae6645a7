import { expect, test } from "vitest";
import { ownPage } from "./own-page.ts";

test.each([
  [undefined, "/"],
  ["/traces?status=error#x", "/traces?status=error#x"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["/\t/evil.example/", "/"],
  ["/.//evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
])("%j leads to %s", (next, page) => expect(ownPage(next)).toBe(page));
