import { describe, expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.parse("2026-11-01T10:00:00Z");

describe("how long a response asks to wait", () => {
  test.each([
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": " 1.5 " }, 1500],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after": "Sun, 01 Nov 2026 10:00:07 GMT" }, 7000],
    [{ "retry-after": "Sun, 01 Nov 2026 09:00:00 GMT" }, 0],
    [{ "retry-after-ms": "soon", "retry-after": "3" }, 3000],
    [{}, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "Sun, 99 Nov" }, undefined],
  ])("%j is %s ms", (headers: Record<string, string>, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});
