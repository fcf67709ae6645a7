import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../digest/index.ts";
import { parsePath, valueAt } from "./path.ts";
import { compileJson, compileText } from "./template.ts";

const values = { input: { question: "Why?", tags: ["a", "b"], n: 0 }, id: "e1", trial: 2, seed: 7 };

describe("parsePath and valueAt", () => {
  const value: Json = {
    choices: [{ message: { content: "hi", "odd.key": 1 } }, { message: { content: "last" } }],
    a: null,
  };
  it.each<[string, unknown]>([
    ["choices[0].message.content", "hi"],
    ["choices.0.message.content", "hi"],
    ["choices[-1].message.content", "last"],
    ['choices[0].message["odd.key"]', 1],
    ["$.choices[0].message.content", "hi"],
    ["a", null],
    ["a.b", undefined],
    ["choices[9].message", undefined],
    ["choices.length", undefined],
    ["constructor", undefined],
    ["", value],
  ])("%j leads to %j", (text, expected) => {
    expect(valueAt(value, parsePath(text) ?? ["no path"])).toEqual(expected);
  });

  it.each(["a[", "a]b", "[x]", "a..b", ".a", 'a["b'])("%j is no path", (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  it("any key can be written in brackets", () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const path = `["${key.replace(/[\\"]/g, "\\$&")}"]`;
        fc.pre(!key.includes("\n"));
        expect(parsePath(path)).toEqual([key]);
      }),
    );
  });
});

describe("templates", () => {
  it.each<[Json, Json]>([
    ["{{input}}", values.input],
    ["Q: {{input.question}} ({{ id }}/{{trial}})", "Q: Why? (e1/2)"],
    ["{{input.tags}}", ["a", "b"]],
    ["tags {{input.tags}}", 'tags ["a","b"]'],
    ["\\{{input}}", "{{input}}"],
    [
      { a: ["{{input.n}}", true], "{{id}}": "{{seed}}" },
      { a: [0, true], "{{id}}": 7 },
    ],
  ])("fill %j", (template, expected) => {
    expect(compileJson(template, "body")(values)).toEqual(expected);
  });

  it("never fill in what an input brings along", () => {
    const input = "{{id}} {{seed}}";
    expect(compileText("{{input}} {{id}}", "prompt")({ ...values, input })).toBe("{{id}} {{seed}} e1");
  });

  it("refuse a name that no call has, before anything runs", () => {
    expect(() => compileJson({ q: "{{inputt}}" }, "body")).toThrow(
      expect.objectContaining({
        code: "template",
        exitCode: 2,
        message: expect.stringContaining('did you mean "input"?'),
      }),
    );
    expect(() => compileText("{{id.x}}", "prompt")).toThrow(/nothing that a call has/);
  });

  it("fail for an input that lacks the path", () => {
    expect(() => compileText("{{input.gone}}", "prompt")(values)).toThrow(
      expect.objectContaining({ code: "template-path" }),
    );
  });
});
