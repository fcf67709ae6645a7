import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { configJsonSchema } from "./json-schema.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

describe("the JSON Schema for editors", () => {
  const check = new Ajv({ strict: false, validateFormats: false }).compile(configJsonSchema());

  test("is the one that is shipped (node scripts/schemas.mjs writes it)", () => {
    expect(JSON.parse(read("../../schema/goldloop.json"))).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  test("takes the example's configuration", () => {
    const config: unknown = parse(read("../../../../examples/support-assistant/goldloop.yaml"));
    expect(check(config), JSON.stringify(check.errors)).toBe(true);
  });

  test.each([
    ["a misspelled key", { version: 1, suites: { a: { dataset: "a.jsonl", scorrers: [] } } }],
    ["an unknown scorer", { version: 1, suites: { a: { dataset: "a.jsonl", scorers: ["contians"] } } }],
    [
      "an unknown option of a scorer",
      { version: 1, suites: { a: { dataset: "a.jsonl", scorers: [{ wordCount: { maxx: 3 } }] } } },
    ],
    [
      "an unknown kind of target",
      { version: 1, suites: { a: { dataset: "a.jsonl", target: { modul: "./a.ts" }, scorers: [] } } },
    ],
  ])("marks %s", (_, config) => {
    expect(check(config)).toBe(false);
  });
});
