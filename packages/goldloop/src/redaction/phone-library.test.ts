import { describe, expect, test } from "vitest";
import { createScanner, loadLibraryPhone } from "./index.ts";

describe("libphonenumber-js as the phone detector", () => {
  test("knows the numbering plan of the given country and takes the place of the built-in detector", async () => {
    const scanner = createScanner({ kinds: ["phone"], detectors: [await loadLibraryPhone({ country: "CH" })] });
    const text = "044 668 18 00 or 415-555-2671";
    expect(scanner.text(text).map((d) => text.slice(d.start, d.end))).toEqual(["044 668 18 00"]);
  });
  test("finds numbers across the pieces that it reads a long text in", async () => {
    const scanner = createScanner({ kinds: ["phone"], detectors: [await loadLibraryPhone()] });
    for (const at of [1_930, 1_990, 1_999]) {
      const text = `${"x".repeat(at)} +49 30 901820 ${"x ".repeat(1_000)}`;
      expect(scanner.text(text).map((d) => text.slice(d.start, d.end))).toEqual(["+49 30 901820"]);
    }
  });
  test("a country that does not exist is refused", async () => {
    await expect(loadLibraryPhone({ country: "XX" })).rejects.toThrow('unknown country "XX"');
  });
});
