import { z } from "zod";
import type { Json } from "../../digest/index.ts";
import { defineScorer, type ScoreFunction } from "../definition.ts";
import { jsonEqual } from "../equality.ts";
import { listed, quote } from "../quote.ts";
import { compilePattern } from "../pattern.ts";
import { parseOutput } from "./parse-output.ts";
import { parsePath, valueAt } from "./path.ts";

const path = z.string().refine((text) => parsePath(text) !== undefined, 'is not a path; write a.b[0] or ["a b"].c');
const pattern = z.string().min(1, "must not be empty: the empty pattern matches everything");

const check = z
  .strictObject({
    path: path.describe('Where the field is: `a.b[0]`, `["key.with.dots"]`.'),
    equals: z.json().optional().describe("Its value, as JSON at any depth."),
    matches: pattern.optional().describe("A regular expression that its text matches."),
    oneOf: z.array(z.json()).min(1).optional().describe("Values of which it has one."),
    exists: z.boolean().optional().describe("Whether it is there at all; null counts as there."),
  })
  .refine(
    ({ equals, matches, oneOf, exists }) =>
      [equals, matches, oneOf, exists].filter((one) => one !== undefined).length <= 1,
    "takes one of `equals`, `matches`, `oneOf` and `exists`",
  );
type Check = z.infer<typeof check>;

const checkKeys = new Set(["path", "equals", "matches", "oneOf", "exists"]);
const fieldMap = z
  .record(path, z.json())
  .refine((map) => Object.keys(map).length > 0, "names no field")
  .refine(
    (map) => !Object.keys(map).some((key) => checkKeys.has(key)),
    "is a map of paths to values and has the key of a check",
  );

/**
 * Fields of a JSON output have the values wanted. Without a check a field must equal the same field of `expected`.
 * A text output is parsed first.
 */
export const field = defineScorer({
  name: "field",
  revision: 1,
  family: "structure",
  summary: "Fields of a JSON output have the values wanted.",
  deterministic: true,
  binary: true,
  options: z.union([
    path
      .describe("A field that must equal the same field of `expected`.")
      .transform((one): { fields: Check[] } => ({ fields: [{ path: one }] })),
    z
      .array(z.union([path.transform((one): Check => ({ path: one })), check]))
      .min(1)
      .describe("Several fields; all must hold.")
      .transform((fields) => ({ fields })),
    check.transform((one) => ({ fields: [one] })),
    fieldMap.describe("A map of paths to the values that they must equal.").transform((map) => ({
      fields: Object.keys(map)
        .toSorted()
        .map((one): Check => ({ path: one, equals: map[one] })),
    })),
  ]),
  missing: ({ fields }, example) => {
    const bare = fields.filter(isBare);
    if (bare.length === 0) return undefined;
    if (example.expected === undefined) return "expected";
    const expected = example.expected;
    const absent = bare.filter((one) => valueAt(expected, parsePath(one.path) ?? []) === undefined);
    return absent.length === 0 ? undefined : `expected.${absent[0]?.path}`;
  },
  create: ({ fields }): ScoreFunction => {
    const checks = fields.map(compile);
    return ({ example, output }) => {
      const parsed = parseOutput(output);
      if ("fault" in parsed) return { value: 0, reason: parsed.fault };
      const faults = checks.flatMap((one) => one(parsed.value, example.expected) ?? []);
      if (faults.length > 0) return { value: 0, reason: faults.join("; ") };
      return { value: 1, reason: `${listed(fields.map((one) => one.path))} as wanted` };
    };
  },
  examples: [
    {
      title: "a map of paths to values",
      options: { "order.status": "paid", "items[0].id": 7 },
      subject: { output: { order: { status: "paid" }, items: [{ id: 7 }] } },
      value: 1,
    },
    {
      title: "one of several values, in a text that is JSON",
      options: { path: "intent", oneOf: ["refund", "return"] },
      subject: { output: '{"intent":"complaint"}' },
      value: 0,
    },
    {
      title: "the same field of `expected`",
      options: "total",
      subject: { output: { total: 12, note: "x" }, example: { id: "a", input: "", expected: { total: 12 } } },
      value: 1,
    },
    {
      title: "a field that must not be there",
      options: { path: "error", exists: false },
      subject: { output: { ok: true } },
      value: 1,
    },
  ],
});

type CompiledCheck = (output: Json, expected: Json | undefined) => string | undefined;

function isBare(one: Check): boolean {
  return one.equals === undefined && one.matches === undefined && one.oneOf === undefined && one.exists === undefined;
}

function compile(one: Check): CompiledCheck {
  const steps = parsePath(one.path) ?? [];
  const { equals, matches, oneOf, exists } = one;
  const name = one.path === "" ? "the output" : one.path;
  if (exists !== undefined) {
    return (output) => {
      const there = valueAt(output, steps) !== undefined;
      return there === exists ? undefined : `${name} is ${there ? "there" : "absent"}`;
    };
  }
  const compiled = matches === undefined ? undefined : compilePattern(matches);
  return (output, expected) => {
    const got = valueAt(output, steps);
    if (got === undefined) return `${name} is absent`;
    if (compiled !== undefined) {
      const text = typeof got === "string" ? got : JSON.stringify(got);
      return compiled.first(text) === undefined
        ? `${name} is ${quote(got)}, which does not match ${compiled.text}`
        : undefined;
    }
    if (oneOf !== undefined) {
      if (oneOf.some((value) => jsonEqual(value, got))) return undefined;
      return `${name} is ${quote(got)}, expected one of ${oneOf.map((value) => quote(value)).join(", ")}`;
    }
    const wanted = equals ?? (equals === null ? null : expected === undefined ? undefined : valueAt(expected, steps));
    if (wanted === undefined) throw new Error(`the example expects nothing at ${name}`);
    return jsonEqual(wanted, got) ? undefined : `${name} is ${quote(got)}, expected ${quote(wanted)}`;
  };
}
