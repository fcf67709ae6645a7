import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScanner, detect, detectJson, detectors, kindsOf, redactJson, redactText } from "./index.ts";

const mask = { action: "mask" } as const;
const hash = { action: "hash", key: "project-key" } as const;

// Sensitive values between ordinary ones, put together in every order.
const pieces = fc.constantFrom(
  "ana@example.com",
  "+1 415-555-2671",
  "4111 1111 1111 1111",
  "DE89 3704 0044 0532 0130 00",
  "203.0.113.42",
  "536-90-4399",
  "api_key=a1B2c3D4e5F6g7H8i9J0",
  "password: hunter2",
  "https://u:pa55word@example.com",
  "order 12345",
  "call",
  "2024-01-15",
  "v1.2.3",
  "text",
  " ",
  ", ",
  "\n",
  "=",
  ":",
  "@",
  "+",
  "-",
  ".",
  "7",
);
const mixedText = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(""));
const spacedText = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(" "));

describe("redactText", () => {
  test("mask leaves the kind, drop leaves nothing, keep leaves the value", () => {
    const text = "Write to ana@example.com or call +1 415-555-2671.";
    expect(redactText(text, mask).text).toBe("Write to [email] or call [phone].");
    expect(redactText(text, { action: "drop" }).text).toBe("Write to  or call .");
    expect(redactText(text, { action: "mask", kinds: { email: "keep" } }).text).toBe(
      "Write to ana@example.com or call [phone].",
    );
  });
  test("hash gives one value in two spellings the same name, and another under another key", () => {
    const a = redactText("Ana@Example.com", hash).text;
    expect(a).toMatch(/^\[email#[a-p]{16}\]$/);
    expect(redactText("ana@example.com", hash).text).toBe(a);
    expect(redactText("(415) 555-2671", hash).text).toBe(redactText("415-555-2671", hash).text);
    expect(redactText("ana@example.com", { action: "hash", key: "other" }).text).not.toBe(a);
  });
  test("hash without a key, an unknown kind and an unsupported pattern are refused", () => {
    expect(() => redactText("x", { action: "hash" })).toThrow("hash needs a key");
    expect(() => redactText("x", { action: "mask", kinds: { mail: "drop" } })).toThrow('unknown kind "mail"; known: ');
    expect(() => redactText("x", { action: "mask", patterns: [{ kind: "a", pattern: "(?=a)" }] })).toThrow(
      "pattern not supported",
    );
    expect(() => createScanner({ kinds: ["mail"] })).toThrow("unknown kind");
  });
  test("own patterns are found, with their own action", () => {
    const rules = {
      action: "mask",
      kinds: { employee: "drop" },
      patterns: [{ kind: "employee", pattern: /\bEMP-\d{6}\b/i }],
    } as const;
    expect(redactText("emp-123456 wrote to ana@example.com about EMP-1234567", rules).text).toBe(
      " wrote to [email] about EMP-1234567",
    );
  });
  test("a find inside another is covered by one replacement", () => {
    expect(redactText("password=ana@example.com1", mask).text).toBe("password=[assigned-secret]");
  });
  test("what stands in the place of a find is never found again", () => {
    fc.assert(
      fc.property(spacedText, fc.constantFrom(mask, hash), (text, rules) => {
        const once = redactText(text, rules).text;
        expect(redactText(once, rules).text).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
  test("nothing that was found is left where it was", () => {
    fc.assert(
      fc.property(mixedText, (text) => {
        const { text: redacted, detections } = redactText(text, { action: "drop" });
        const kept =
          detections.map((d, i) => text.slice(detections[i - 1]?.end ?? 0, d.start)).join("") +
          text.slice(detections.at(-1)?.end ?? 0);
        expect(redacted).toBe(kept);
      }),
    );
  });
  test("finds are inside the text, in order, and never overlap, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mixedText,
          fc.string({ unit: "binary", maxLength: 200 }),
          fc.string({ unit: fc.constantFrom(...Array.from("0123456789 -.:@+=/aé")) }),
        ),
        (text) => {
          let last = 0;
          for (const d of detect(text)) {
            expect(d.start).toBeGreaterThanOrEqual(last);
            expect(d.end).toBeGreaterThan(d.start);
            last = d.end;
          }
          expect(last).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("redactJson", () => {
  test("redacts values, keys and numbers, and says where", () => {
    const value = {
      "ana@example.com": { note: ["call +1 415-555-2671", 7] },
      card: 4111111111111111,
      n: 1234567890,
      ok: true,
      none: null,
    };
    const { value: redacted, detections } = redactJson(value, mask);
    expect(redacted).toEqual({
      "[email]": { note: ["call [phone]", 7] },
      card: "[credit-card]",
      n: 1234567890,
      ok: true,
      none: null,
    });
    expect(detections.map((d) => [d.kind, d.path, d.inKey])).toEqual([
      ["email", "", true],
      ["phone", "/[email]/note/0", false],
      ["credit-card", "/card", false],
    ]);
  });
  test("the name of a field tells what its value is", () => {
    const value = {
      password: "correct horse",
      phone: "4155552671",
      ssn: 536904399,
      apiKey: "a1B2c3D4e5F6g7H8i9J0",
      headers: { authorization: "Bearer a1B2c3D4e5F6g7H8i9J0" },
    };
    expect(redactJson(value, mask).value).toEqual({
      password: "[assigned-secret]",
      phone: "[phone]",
      ssn: "[us-ssn]",
      apiKey: "[assigned-secret]",
      headers: { authorization: "[assigned-secret]" },
    });
  });
  test("a field name alone is not enough", () => {
    const value = {
      token: " the",
      max_tokens: 4096,
      phone: "call us",
      password: "",
      secret: "<hidden>",
      id: "a1B2c3D4e5F6g7H8i9J0",
    };
    expect(redactJson(value, mask)).toEqual({ value, detections: [] });
  });
  test("keys that become equal all stay", () => {
    expect(redactJson({ "a@example.com": 1, "b@example.com": 2, __proto__x: 3 }, mask).value).toEqual({
      "[email]": 1,
      "[email] (2)": 2,
      __proto__x: 3,
    });
    expect(JSON.stringify(redactJson(JSON.parse('{"__proto__":{"a":"a@example.com"}}') as never, mask).value)).toBe(
      '{"__proto__":{"a":"[email]"}}',
    );
  });
  test("what is too deep to look into is not kept, and does not count as clean", () => {
    let value: unknown = "ana@example.com";
    for (let i = 0; i < 600; i++) value = [value];
    expect(JSON.stringify(redactJson(value as never, mask).value)).toContain("[nested too deep]");
    expect(() => detectJson(value as never)).toThrow("deeper than 500 levels");
  });
  test("every JSON value keeps its shape, and is never changed in place", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        const { value: redacted, detections } = redactJson(value as never, mask);
        expect(JSON.stringify(value)).toBe(before);
        if (detections.length === 0) expect(JSON.stringify(redacted)).toBe(before);
      }),
    );
  });
});

describe("linear time", () => {
  // Each makes a naive detector start again at every character. A quadratic one would not finish within the test's time limit.
  const hostile = [
    "sk-",
    "eyJ",
    "eyJ.",
    "a@",
    "a.",
    "1",
    "1 ",
    "1-",
    "1.",
    "+1",
    "(1",
    "://",
    "://a:",
    "=",
    ":",
    "f:",
    "secret=",
    'password="',
    "api_key=a1",
    "AKIA",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "DE89",
    "4111 ",
    "0",
    "00 ",
    "call 1",
    "order 4",
    "\\",
    "@a",
    "xoxb-",
  ];
  test.each(hostile)("300 kB of %j", (unit) => {
    const text = unit.repeat(Math.ceil(300_000 / unit.length));
    for (const detector of detectors) detector.scan(text, () => {});
    expect(redactText(text, mask).text.length).toBeLessThanOrEqual(text.length * 3);
  });
});

test("every kind belongs to one group", () => {
  expect(kindsOf("personal").filter((kind) => kindsOf("secret").includes(kind))).toEqual([]);
  expect(kindsOf()).toEqual([...kindsOf("personal"), ...kindsOf("secret")].toSorted());
});
