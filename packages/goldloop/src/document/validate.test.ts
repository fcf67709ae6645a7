import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formatLocation, InputError, InputErrors } from "../error/index.ts";
import { parseYamlText } from "./yaml.ts";
import { findFaults, validate } from "./validate.ts";

function faultsOf(schema: z.ZodType, text: string, where?: string): string[] {
  const { value, positionOf } = parseYamlText(text, "f");
  try {
    validate(schema, value, { file: "f", positionOf, where });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const errors = error instanceof InputErrors ? error.errors : [error];
    return errors.map(({ location, code, message, hint }) => {
      const place = location === undefined ? "?" : formatLocation(location);
      return `${place} ${code} ${message}${hint === undefined ? "" : ` -- ${hint}`}`;
    });
  }
}

const target = z.union([
  z.strictObject({ module: z.string(), export: z.string().optional() }),
  z.strictObject({ http: z.strictObject({ url: z.url(), method: z.enum(["GET", "POST"]).default("POST") }) }),
  z.strictObject({ exec: z.array(z.string()).min(1) }),
]);
const suite = z
  .strictObject({
    dataset: z.union([
      z.string(),
      z.strictObject({
        file: z.string(),
        split: z.string().optional(),
        tags: z.array(z.string()).optional(),
        limit: z.int().positive().optional(),
      }),
    ]),
    target: target.optional(),
    trials: z.int().min(1).max(100).default(1),
    scorers: z
      .array(z.union([z.string(), z.record(z.string(), z.json())]))
      .min(1)
      .optional(),
    stop: z
      .discriminatedUnion("type", [
        z.strictObject({ type: z.literal("count"), turns: z.number() }),
        z.strictObject({ type: z.literal("phrase"), phrase: z.string().nullable() }),
      ])
      .optional(),
    scale: z.tuple([z.number(), z.number()]).optional(),
    strict: z.boolean().optional(),
    until: z.iso.datetime().optional(),
    share: z.number().gt(0).lte(1).multipleOf(0.25).optional(),
    name: z
      .string()
      .min(3)
      .max(5)
      .regex(/^[a-z]+$/)
      .optional(),
    roles: z.partialRecord(z.enum(["quality-owner", "security-owner"]), z.array(z.string())).optional(),
    env: z.record(z.string().regex(/^[A-Z]+$/, "upper-case letters"), z.string()).optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{4}$/, "4 hex digits")
      .optional(),
    level: z.union([z.enum(["low", "high"]), z.number()]).optional(),
    tree: z.lazy(() => tree).optional(),
  })
  .refine(({ trials }) => trials !== 13, {
    message: "thirteen is unlucky",
    params: { code: "unlucky", hint: "trials: 12" },
  });
interface Tree {
  leaf?: number | undefined;
  left?: Tree | undefined;
}
const tree: z.ZodType<Tree> = z.strictObject({
  leaf: z.number().optional(),
  get left() {
    return tree.optional();
  },
});
const config = z.strictObject({ version: z.literal(1), suites: z.record(z.string(), suite) });

function inSuite(body: string): string {
  return `version: 1\nsuites:\n  s:\n    dataset: d\n    ${body}\n`;
}

describe("keys", () => {
  it.each([
    ["versoin: 1\nsuites: {}", ['f:1:1 unknown-key unknown key "versoin"; did you mean "version"?']],
    ["suites: {}", ['f:1:1 missing-key missing key "version"']],
    ["version: 1\nsuites:\n  s: {}", ['f:3:3 missing-key missing key "dataset" in suites.s']],
    [inSuite("trails: 3"), ['f:5:5 unknown-key unknown key "trails" in suites.s; did you mean "trials"?']],
    [
      inSuite("target: {modul: a}"),
      ['f:5:14 unknown-key unknown key "modul" in suites.s.target; did you mean "module"?'],
    ],
    [
      inSuite("target: {htpp: {url: 'http://a.b'}}"),
      ['f:5:14 unknown-key unknown key "htpp" in suites.s.target; did you mean "http"?'],
    ],
    [
      inSuite("target: {foo: a}"),
      ['f:5:14 unknown-key unknown key "foo" in suites.s.target; known: module, export, http, exec'],
    ],
    [inSuite("target: {}"), ['f:5:5 missing-key missing key in suites.s.target: "module", "http" or "exec" is needed']],
    [
      inSuite("target: {module: a, exec: [b]}"),
      ['f:5:25 unknown-key unknown key "exec" in suites.s.target; known: module, export'],
    ],
    [
      inSuite("target: {http: {url: 'http://a.b', heders: 1}}"),
      ['f:5:40 unknown-key unknown key "heders" in suites.s.target.http; known: url, method'],
    ],
    [
      inSuite("stop: {type: phrase, phrase: null, turn: 1}"),
      ['f:5:40 unknown-key unknown key "turn" in suites.s.stop; known: type, phrase'],
    ],
    [
      inSuite("roles: {quality-ower: [a]}"),
      ['f:5:13 unknown-key unknown key "quality-ower" in suites.s.roles; did you mean "quality-owner"?'],
    ],
    [
      inSuite("env: {path: x}"),
      ['f:5:11 invalid-key invalid key "path" in suites.s.env: upper-case letters, got "path"'],
    ],
    [
      inSuite("tree: {left: {left: {lft: 1}}}"),
      ['f:5:26 unknown-key unknown key "lft" in suites.s.tree.left.left; did you mean "left"?'],
    ],
  ])("%j", (text, messages) => {
    expect(faultsOf(config, text)).toEqual(messages);
  });
});

describe("types and values", () => {
  it.each([
    ["", ["f:1:1 wrong-type the document must be an object, got null"]],
    ["[]", ["f:1:1 wrong-type the document must be an object, got an empty list"]],
    ["version: 2\nsuites: {}", ["f:1:10 wrong-value version must be 1, got 2"]],
    [inSuite("trials: many"), ['f:5:13 wrong-type suites.s.trials must be a whole number, got "many"']],
    [
      inSuite("trials: '3'"),
      ['f:5:13 wrong-type suites.s.trials must be a whole number, got "3" -- write 3 without quotes'],
    ],
    [inSuite("trials: 1.5"), ["f:5:13 wrong-type suites.s.trials must be a whole number, got 1.5"]],
    [inSuite("trials: 0"), ["f:5:13 out-of-range suites.s.trials must be at least 1, got 0"]],
    [inSuite("trials: 101"), ["f:5:13 out-of-range suites.s.trials must be at most 100, got 101"]],
    [inSuite("trials: 13"), ["f:3:3 unlucky suites.s: thirteen is unlucky -- trials: 12"]],
    [inSuite("share: 0"), ["f:5:12 out-of-range suites.s.share must be more than 0, got 0"]],
    [inSuite("share: 0.3"), ["f:5:12 out-of-range suites.s.share must be a multiple of 0.25, got 0.3"]],
    [
      inSuite("strict: 'true'"),
      ['f:5:13 wrong-type suites.s.strict must be true or false, got "true" -- write true without quotes'],
    ],
    [
      inSuite("until: soon"),
      ['f:5:12 wrong-format suites.s.until must be a date and time in ISO 8601 (2026-11-01T10:00:00Z), got "soon"'],
    ],
    [
      inSuite("name: A"),
      [
        "f:5:11 out-of-range suites.s.name must have at least 3 characters, got 1",
        'f:5:11 wrong-format suites.s.name must match /^[a-z]+$/, got "A"',
      ],
    ],
    [inSuite("sha256: xyz"), ['f:5:13 wrong-format suites.s.sha256: 4 hex digits, got "xyz"']],
    [inSuite("scale: [0]"), ["f:5:12 out-of-range suites.s.scale must have at least 2 items, got 1"]],
    [inSuite("scale: [0, a]"), ['f:5:16 wrong-type suites.s.scale[1] must be a number, got "a"']],
    [inSuite("scorers: []"), ["f:5:14 out-of-range suites.s.scorers must not be empty"]],
    [
      inSuite("scorers: equals"),
      ['f:5:14 wrong-type suites.s.scorers must be a list, got "equals" -- write ["equals"]'],
    ],
    [
      inSuite("scorers: [a, 1]"),
      ['f:5:18 wrong-type suites.s.scorers[1] must be a string or an object, got 1 -- write "1"'],
    ],
    [inSuite("stop: {}"), ['f:5:5 missing-key missing key "type" in suites.s.stop']],
    [
      inSuite("stop: {type: cuont}"),
      ['f:5:18 wrong-value suites.s.stop.type must be "count" or "phrase", got "cuont"; did you mean "count"?'],
    ],
    [
      inSuite("stop: {type: phrase, phrase: 5}"),
      ['f:5:34 wrong-type suites.s.stop.phrase must be a string or null, got 5 -- write "5"'],
    ],
    [
      inSuite("level: lwo"),
      ['f:5:12 wrong-value suites.s.level must be "low" or "high", got "lwo"; did you mean "low"?'],
    ],
    [inSuite("level: true"), ['f:5:12 wrong-type suites.s.level must be "low" or "high" or a number, got true']],
  ])("%j", (text, messages) => {
    expect(faultsOf(config, text)).toEqual(messages);
  });
});

describe("unions show the form that was meant", () => {
  it.each([
    [inSuite("target: 5"), ["f:5:13 wrong-type suites.s.target must be an object, got 5"]],
    [
      inSuite("target: {http: {url: nope}}"),
      ['f:5:26 wrong-format suites.s.target.http.url must be a URL, got "nope"'],
    ],
    [
      inSuite("target: {http: {url: 'http://a.b', method: PSOT}}"),
      ['f:5:48 wrong-value suites.s.target.http.method must be "GET" or "POST", got "PSOT"; did you mean "POST"?'],
    ],
    [
      inSuite("target: {exec: python}"),
      ['f:5:20 wrong-type suites.s.target.exec must be a list of strings, got "python" -- write ["python"]'],
    ],
    [
      "version: 1\nsuites: {s: {dataset: 5}}",
      ['f:2:23 wrong-type suites.s.dataset must be a string or an object, got 5 -- write "5"'],
    ],
    [
      "version: 1\nsuites: {s: {dataset: {fil: x, limit: -1}}}",
      [
        'f:2:24 unknown-key unknown key "fil" in suites.s.dataset; did you mean "file"?',
        "f:2:39 out-of-range suites.s.dataset.limit must be more than 0, got -1",
      ],
    ],
  ])("%j", (text, messages) => {
    expect(faultsOf(config, text)).toEqual(messages);
  });
});

it("collects every fault, in the order of the file", () => {
  expect(
    faultsOf(config, "version: 1\nsuites:\n  a:\n    dataset: 1\n  b:\n    dataset: d\n    strict: 3\n    nmae: abc\n"),
  ).toEqual([
    'f:4:14 wrong-type suites.a.dataset must be a string or an object, got 1 -- write "1"',
    "f:7:13 wrong-type suites.b.strict must be true or false, got 3",
    'f:8:5 unknown-key unknown key "nmae" in suites.b; did you mean "name"?',
  ]);
});

it("names the part of the file in front of the message", () => {
  expect(
    faultsOf(z.strictObject({ id: z.string(), tags: z.array(z.string()) }), "id: a\ntag: []", 'example "a"'),
  ).toEqual(['f:2:1 unknown-key example "a": unknown key "tag"; did you mean "tags"?']);
  expect(faultsOf(z.strictObject({ id: z.string() }), "[1]", "example 3")).toEqual([
    "f:1:1 wrong-type example 3: it must be an object, got a list",
  ]);
});

it("returns the value with defaults and transforms", () => {
  const schema = z.strictObject({ n: z.number().default(2), s: z.string().transform((text) => text.length) });
  expect(validate(schema, { s: "abc" }, { file: "f" })).toEqual({ n: 2, s: 3 });
});

it("works without positions, for configs in TypeScript", () => {
  expect(
    findFaults(config, { version: 1, suites: { s: { dataset: () => "d" } } }, { file: "goldloop.config.ts" }),
  ).toMatchObject([
    {
      message: "suites.s.dataset must be a string or an object, got a function",
      location: { file: "goldloop.config.ts" },
    },
  ]);
});

it("passes on what a schema's author wrote", () => {
  const schema = z.strictObject({
    a: z.number({ error: "a is the number of apples" }),
    b: z.enum(["x"], { error: "only x" }),
    c: z.union([z.string(), z.null()], { error: "text or nothing" }),
    d: z.string().refine((text) => text !== "bad"),
  });
  expect(faultsOf(schema, "a: x\nb: y\nc: 1\nd: bad")).toEqual([
    "f:1:4 wrong-type a: a is the number of apples",
    "f:2:4 wrong-value b: only x",
    "f:3:4 wrong-type c: text or nothing",
    "f:4:4 invalid-value d is not valid",
  ]);
});

it("shows long values shortened", () => {
  expect(faultsOf(z.strictObject({ a: z.number() }), `a: ${"x".repeat(200)}`)).toEqual([
    `f:1:4 wrong-type a must be a number, got "${"x".repeat(57)}..."`,
  ]);
});

it("does not accept a key named __proto__ that a program put there", () => {
  const value: unknown = JSON.parse('{"__proto__":1}');
  expect(findFaults(z.strictObject({}), value, { file: "f" })).toMatchObject([{ code: "unknown-key" }]);
});
