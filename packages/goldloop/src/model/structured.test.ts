import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../digest/index.ts";
import { createSchemaChecker, isStrictSchema, jsonOfText } from "./structured.ts";

describe("JSON of an answer's text", () => {
  test.each([
    ['{"a":1}', { a: 1 }],
    ['  \n{"a":1}\n', { a: 1 }],
    ["3", 3],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['```\n{"a":1}\n```\n', { a: 1 }],
    ['{"a":"```json\\n{}\\n```"}', { a: "```json\n{}\n```" }],
  ])("%j is read", (text, value) => expect(jsonOfText(text)).toEqual(value));

  test.each([
    ['Here it is: {"a":1}'],
    ['{"a":1} and so on'],
    ['I quote:\n```json\n{"score":1}\n```'],
    ['```json\n{"score":1}\n```\nis what it says'],
    ['```json\n{"a":1}\n```\n```json\n{"a":2}\n```'],
    ["{a: 1}"],
    [""],
    ["no"],
  ])("%j is not", (text) => expect(jsonOfText(text)).toBeUndefined());

  test("any JSON comes back, bare and fenced", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(jsonOfText(text)).toEqual(JSON.parse(text));
        expect(jsonOfText(`\`\`\`json\n${text}\n\`\`\``)).toEqual(text.includes("```") ? undefined : JSON.parse(text));
      }),
    );
  });
});

describe("a value against a schema", () => {
  const schema: Json = {
    type: "object",
    properties: { n: { type: "number", minimum: 0 }, at: { type: "string", format: "date" } },
    required: ["n"],
    additionalProperties: false,
  };

  test.each([
    [{ n: 1 }, true],
    [{ n: 1, at: "2026-11-01" }, true],
    [{ n: -1 }, false],
    [{ n: 1, x: 1 }, false],
    [{ n: 1, at: "soon" }, false],
    [[], false],
  ])("%j: %s", async (value, expected) => {
    expect(await createSchemaChecker().matches(schema, value as Json)).toBe(expected);
  });

  test("2020-12 is understood where the schema says so", async () => {
    const tuple: Json = { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [{ type: "string" }] };
    expect(await createSchemaChecker().matches(tuple, [1])).toBe(false);
    expect(await createSchemaChecker().matches(tuple, ["a"])).toBe(true);
  });

  test.each([["text"], [{ type: "nonsense" }], [{ $ref: "#/nowhere" }]])("%j is no schema", async (broken) => {
    await expect(createSchemaChecker().matches(broken as Json, 1)).rejects.toMatchObject({ code: "invalid-schema" });
  });
});

describe("what OpenAI's strict mode takes", () => {
  const closed = {
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  };
  test.each([
    [closed, true],
    [{ type: "string" }, true],
    [{ ...closed, properties: { a: closed } }, true],
    [{ ...closed, properties: { properties: { type: "string" } }, required: ["properties"] }, true],
    [{ ...closed, required: [] }, false],
    [{ ...closed, additionalProperties: true }, false],
    [{ type: "object" }, false],
    [{ type: "array", items: { type: "object" } }, false],
    [{ anyOf: [closed, { type: "object", properties: {} }] }, false],
    [{ ...closed, properties: { a: { type: "object" } } }, false],
  ])("%j: %s", (schema, expected) => expect(isStrictSchema(schema as Json)).toBe(expected));
});
