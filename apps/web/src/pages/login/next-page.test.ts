import { expect, test } from "vitest";
import { nextPage } from "./next-page.ts";

test.each([
  [undefined, "/"],
  ["/traces?status=error", "/traces?status=error"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["/\t/evil.example/", "/"],
  ["javascript:alert(1)", "/"],
])("after the login %j leads to %s", (next, page) => expect(nextPage(next)).toBe(page));
