import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../digest/index.ts";
import { assertionOfText } from "./assertion-text.ts";
import { testsOfCsv } from "./csv-tests.ts";
import { combine, expandTest } from "./expand.ts";
import { ImportFindings } from "./findings.ts";
import { isKnownType } from "./mapping.ts";
import { modelOf } from "./provider-model.ts";
import { resolveReferences } from "./references.ts";
import { slugOf } from "./slug.ts";
import { render, renderAll } from "./template.ts";
import { textsIn } from "./values.ts";

describe("an assertion written as text in a table", () => {
  it.each<[string, JsonObject]>([
    ["Paris", { type: "equals", value: "Paris" }],
    ["equals: Paris", { type: "equals", value: "Paris" }],
    ["not-contains: sorry", { type: "not-contains", value: "sorry" }],
    ["contains-all: a, b", { type: "contains-all", value: ["a", "b"] }],
    ["similar(0.6): a week", { type: "similar", value: "a week", threshold: 0.6 }],
    ["similar: a week", { type: "similar", value: "a week", threshold: 0.8 }],
    ["rouge-n: a week", { type: "rouge-n", value: "a week", threshold: 0.75 }],
    ["latency(1200)", { type: "latency", threshold: 1200 }],
    ["is-json", { type: "is-json" }],
    ['is-json: {"type": "object"}', { type: "is-json", value: '{"type": "object"}' }],
    ["fn: output > 1", { type: "javascript", value: "output > 1" }],
    ["javascript: output > 1", { type: "javascript", value: "output > 1" }],
    ["python: len(output) > 1", { type: "python", value: "len(output) > 1" }],
    ["grade: is polite", { type: "llm-rubric", value: "is polite" }],
    ["file://check.py:grade", { type: "python", value: "file://check.py:grade" }],
    ["file://check.js", { type: "javascript", value: "file://check.js" }],
    ["trajectory:tool-used: search", { type: "trajectory:tool-used", value: "search" }],
    ["Note: this is no type", { type: "equals", value: "Note: this is no type" }],
    ["contians: x", { type: "equals", value: "contians: x" }],
  ])("%s", (text, assertion) => {
    expect(assertionOfText(text, isKnownType)).toEqual(assertion);
  });
});

describe("tests of a table", () => {
  it("reads variables, expectations, thresholds, metadata and the rest", () => {
    const findings = new ImportFindings();
    const csv = `\uFEFFquestion,__expected,__expected2,__config:__expected2:threshold,__metadata:tags[],__description,__metric,__threshold,__suffix
"Hi, there",Hello,bleu: hi,0.3,"a, b",greeting,polite,0.5,!
Bye,,,,,,,,
`;
    expect(testsOfCsv(csv, "tests.csv", "/tests.csv", findings)).toEqual([
      {
        place: "tests.csv row 2",
        content: {
          vars: { question: "Hi, there" },
          assert: [
            { type: "equals", value: "Hello", metric: "polite" },
            { type: "bleu", value: "hi", threshold: 0.3, metric: "polite" },
          ],
          metadata: { tags: ["a", "b"] },
          description: "greeting",
          threshold: 0.5,
          options: { suffix: "!" },
        },
      },
      { place: "tests.csv row 3", content: { vars: { question: "Bye" }, assert: [] } },
    ]);
    expect(findings.of("lost")).toEqual([]);
  });

  it("names a __config column that it does not read, and refuses a broken table", () => {
    const findings = new ImportFindings();
    testsOfCsv("__expected,__config:__expected:provider\nx,y\n", "tests.csv", "/tests.csv", findings);
    expect(findings.of("lost")).toMatchObject([{ what: "__config:__expected:provider", places: ["tests.csv row 2"] }]);
    expect(() => testsOfCsv('a,b\n"x', "tests.csv", "/tests.csv", findings)).toThrow(/tests\.csv does not parse/);
  });
});

describe("templates", () => {
  const vars = { name: "Ana", user: { age: 7, tags: ["a", "b"] }, none: null };
  it.each([
    ["Hi {{name}} and {{ name }}", "Hi Ana and Ana"],
    ["{{user.age}} {{user.tags[1]}} {{- name -}}", "7 b Ana"],
    ["{{user.tags}} {{none}}{{missing}}", '["a","b"] '],
    ["{{toString}}{{user.constructor}}", ""],
    ["no braces", "no braces"],
  ])("%s", (text, filled) => {
    expect(render(text, vars)).toBe(filled);
  });

  it.each(["{{ name | upper }}", "{% if name %}x{% endif %}", "{{ name + 1 }}", "{{ f(name) }}"])(
    "leaves %s alone",
    (text) => {
      expect(render(text, vars)).toBeUndefined();
      expect(renderAll({ list: ["ok", text] }, vars)).toBeUndefined();
    },
  );

  it("fills every text of a value and nothing else", () => {
    expect(renderAll({ a: ["{{name}}", 1, null], b: { c: "{{user.age}}" } }, vars)).toEqual({
      a: ["Ana", 1, null],
      b: { c: "7" },
    });
  });
});

describe("lists among variables", () => {
  it("multiplies lists of texts, the first slowest, and keeps other lists", () => {
    expect(combine({ a: ["1", "2"], b: "x", c: ["3", "4"], d: [1, 2] })).toEqual([
      { a: "1", b: "x", c: "3", d: [1, 2] },
      { a: "1", b: "x", c: "4", d: [1, 2] },
      { a: "2", b: "x", c: "3", d: [1, 2] },
      { a: "2", b: "x", c: "4", d: [1, 2] },
    ]);
  });

  it("makes as many combinations as the lengths multiply to, all different", () => {
    const values = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), values, { maxKeys: 4 }), (vars) => {
        const all = combine(vars);
        expect(all).toHaveLength(Object.values(vars).reduce((product, list) => product * list.length, 1));
        expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
      }),
    );
  });

  it("is switched off by disableVarExpansion; defaults stand under a test and can be switched off", () => {
    const defaults: JsonObject = { vars: { tone: "kind", a: "0" }, assert: [{ type: "latency" }], threshold: 0.5 };
    const varsOf = (value: unknown): JsonObject => (value ?? {}) as JsonObject;
    const off = { disableVarExpansion: true, disableDefaultAsserts: true };
    const own: JsonObject = { vars: { a: ["1", "2"] }, options: off, assert: [{ type: "equals" }] };
    expect(expandTest("test 1", [defaults, own], varsOf)).toMatchObject([
      { vars: { tone: "kind", a: ["1", "2"] }, assert: [{ type: "equals" }], threshold: 0.5, combination: undefined },
    ]);
    expect(expandTest("test 1", [defaults, { vars: { a: ["1", "2"] } }], varsOf)).toMatchObject([
      { vars: { a: "1" }, assert: [{ type: "latency" }], combination: 1 },
      { vars: { a: "2" }, combination: 2 },
    ]);
  });
});

describe("$ref", () => {
  it("is replaced by what it points at, with what stands beside it", () => {
    const templates = { polite: { type: "llm-rubric", value: "polite" } };
    const tests: JsonObject[] = [{ $ref: "#/templates/polite", weight: 2 }, { $ref: "#/templates/polite" }];
    expect(resolveReferences({ templates, tests }, "/c.yaml", "/")).toMatchObject({
      tests: [{ type: "llm-rubric", value: "polite", weight: 2 }, { type: "llm-rubric" }],
    });
  });

  it.each([[{ a: { $ref: "#/b" } }], [{ a: { $ref: "#/a" } }], [{ a: { $ref: "missing.yaml#/x" } }]])(
    "%j is refused",
    (root) => {
      expect(() => resolveReferences(root, "/c.yaml", "/")).toThrow();
    },
  );
});

describe("small things", () => {
  it.each([
    ["openai:gpt-4.1", "openai/gpt-4.1"],
    ["openai:chat:gpt-4.1-2025-04-14", "openai/gpt-4.1-2025-04-14"],
    ["anthropic:messages:claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5-20250929"],
    ["google:gemini-2.0-flash-001", "google/gemini-2.0-flash-001"],
    ["ollama:chat:llama3.2:3b", "ollama/llama3.2:3b"],
    ["openrouter:meta/llama-3:free", "openrouter/meta/llama-3:free"],
    ["bedrock:anthropic.claude", undefined],
    ["openai:assistant:asst_1", undefined],
    ["echo", undefined],
  ])("the model of %s is %s", (id, model) => {
    expect(modelOf(id)?.model).toBe(model);
  });

  it.each([
    ["a, b", ["a", "b"]],
    ['"a, b", c', ["a, b", "c"]],
    ["a", ["a"]],
    ["", undefined],
  ])("the texts in %j are %j", (text, list) => {
    expect(textsIn(text)).toEqual(list);
  });

  it("slugs are names that suites may have, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(slugOf(text, "x")).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);
      }),
    );
  });
});
