import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError, InputErrors } from "../error/index.ts";
import { customScorer } from "./custom.ts";
import type { ScorerEnvironment, Subject } from "./definition.ts";
import { prepareScorer, prepareScorers } from "./prepare.ts";
import { textOf } from "./read.ts";
import type { ScorerSpecInput } from "./spec.ts";

let directory: string;
let environment: ScorerEnvironment;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-prepare-"));
  environment = {
    directory,
    models: {
      generate: () => Promise.reject(new Error("no model is needed")),
      embed: () => Promise.reject(new Error("no model is needed")),
    },
    judges: new Map(),
    variables: {},
  };
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const subject = (part: Partial<Subject>): Subject => ({
  example: { id: "a", input: "" },
  output: "",
  trial: 0,
  latencyMs: 1,
  ...part,
});

async function faultOf(spec: unknown): Promise<InputError> {
  try {
    await prepareScorer(spec as ScorerSpecInput, environment);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a spec", () => {
  it("is a name or one scorer with as, not and threshold beside its options", async () => {
    const plain = await prepareScorer("equals", environment);
    expect(plain).toMatchObject({
      name: "equals",
      scorer: "equals",
      not: false,
      threshold: undefined,
      binary: true,
      deterministic: true,
    });
    const named = await prepareScorer({ levenshtein: "Paris", as: "near", threshold: 0.8 }, environment);
    expect(named).toMatchObject({
      name: "near",
      scorer: "levenshtein",
      threshold: 0.8,
      options: { value: "Paris", ignoreCase: false },
    });
    expect((await prepareScorer({ contains: "sorry", not: true }, environment)).name).toBe("not contains");
    expect((await prepareScorer({ contains: "sorry", not: true, as: "unapologetic" }, environment)).name).toBe(
      "unapologetic",
    );
  });

  it("means the same in every form, and is pinned as the same", async () => {
    const forms: ScorerSpecInput[] = ["equals", { equals: {} }, { equals: null }, { equals: { trim: false } }];
    const digests = await Promise.all(forms.map(async (form) => (await prepareScorer(form, environment)).digest));
    expect(new Set(digests).size).toBe(1);
    expect((await prepareScorer({ contains: true }, environment)).digest).toBe(
      (await prepareScorer("contains", environment)).digest,
    );
  });

  it.each<[unknown, string, RegExp]>([
    ["contians", "unknown-scorer", /unknown scorer "contians"; did you mean "contains"\?/],
    [{ equls: "x" }, "unknown-scorer", /did you mean "equals"/],
    [
      { equals: { ignorecase: true } },
      "unknown-scorer-option",
      /^equals: unknown option "ignorecase"; did you mean "ignoreCase"\?$/,
    ],
    [{ answer: { extract: "A", compar: "number" } }, "unknown-scorer-option", /did you mean "compare"/],
    [
      { toolCalls: { calls: [{ nam: "x" }] } },
      "unknown-scorer-option",
      /^toolCalls\.calls\[0\]: unknown option "nam"; did you mean "name"\?$/,
    ],
    [{ toolCalls: { ordr: "any" } }, "unknown-scorer-option", /did you mean "order"/],
    [{ field: { path: "a", equal: 1 } }, "unknown-scorer-option", /did you mean "equals"/],
    [{ field: { "a..b": 1 } }, "scorer-options", /is not a path/],
    [
      { contains: "x", treshold: 0.5 },
      "scorer-spec",
      /unknown key "treshold" beside contains; did you mean "threshold"\?/,
    ],
    [{ contains: "x", equals: "y" }, "scorer-spec", /several scorers: contains, equals/],
    [{ as: "x" }, "scorer-spec", /names no scorer/],
    [{}, "scorer-spec", /names no scorer/],
    [7, "scorer-spec", /a scorer is a name/],
    [{ contains: "x", as: "" }, "scorer-spec", /`as`/],
    [{ contains: "x", not: "yes" }, "scorer-spec", /`not` must be true or false/],
    [{ levenshtein: "x", threshold: 1.5 }, "scorer-threshold", /above 0 and at most 1/],
    [{ levenshtein: "x", threshold: "80%" }, "scorer-threshold", /above 0 and at most 1/],
    [{ levenshtein: "x", threshold: 0 }, "scorer-threshold", /passes every output/],
    [{ contains: "" }, "scorer-options", /must not be empty/],
    [{ contains: [] }, "scorer-options", /at least one text/],
    [{ contains: [1] }, "scorer-options", /^contains\[0\]: expected string, received number$/],
    [{ regex: "(" }, "bad-pattern", /Unterminated group/],
    [{ regex: { pattern: "a", flags: "g" } }, "scorer-options", /^regex\.flags: may be made of/],
    [{ answer: "" }, "scorer-options", /must not be empty/],
    [{ wordCount: {} }, "scorer-options", /needs `min`, `max` or both/],
    [{ wordCount: { min: 5, max: 2 } }, "scorer-options", /must not exceed/],
    ["wordCount", "scorer-options", /needs/],
    ["latency", "scorer-options", /latency/],
    [{ latency: "soon" }, "scorer-options", /not a duration/],
    [{ latency: -5 }, "scorer-options", /latency/],
    [{ trajectory: { required: ["a"], forbidden: ["a"] } }, "scorer-options", /requires a step that it forbids/],
    [{ isJson: { type: "objct" } }, "bad-json-schema", /schema/],
    [{ isJson: { tpye: "object" } }, "bad-json-schema", /unknown keyword: "tpye"/],
    [{ isJson: { type: "string", format: "emial" } }, "bad-json-schema", /unknown format "emial"/],
    [{ isJson: "no-such.schema.json" }, "module-not-found", /no-such\.schema\.json/],
    [{ code: "no-such.ts" }, "module-not-found", /no-such\.ts/],
    [{ isJson: false }, "scorer-options", /isJson/],
  ])("%j is refused with %s", async (spec, code, message) => {
    const fault = await faultOf(spec);
    expect(fault.code).toBe(code);
    expect(fault.message, fault.message).toMatch(message);
    expect(fault.message).not.toMatch(/\n/);
    expect(fault.exitCode).toBe(2);
  });
});

describe("the scorers of a suite", () => {
  it("are prepared in order, and two of one name are refused with a way out", async () => {
    const specs: ScorerSpecInput[] = [
      "equals",
      { contains: "a" },
      { contains: "b", as: "second" },
      { contains: "c", not: true },
    ];
    expect((await prepareScorers(specs, environment)).map(({ name }) => name)).toEqual([
      "equals",
      "contains",
      "second",
      "not contains",
    ]);
    const twice = prepareScorers([{ contains: "a" }, { contains: "b" }], environment, (index) => ({
      file: "goldloop.yaml",
      line: 10 + index,
    }));
    await expect(twice).rejects.toMatchObject({
      code: "duplicate-scorer-name",
      hint: expect.stringContaining("as:") as string,
      location: { file: "goldloop.yaml", line: 11 },
    });
  });

  it("report all their faults together, each with its place", async () => {
    const fault = await prepareScorers(["eqals", "equals", { regex: "(" }], environment, (index) => ({
      file: "goldloop.yaml",
      line: index,
    })).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(InputErrors);
    expect((fault as InputErrors).errors.map(({ code, location }) => [code, location?.line])).toEqual([
      ["unknown-scorer", 0],
      ["bad-pattern", 2],
    ]);
  });
});

describe("a pin", () => {
  it("holds what was written in full, and leaves out what is not there", async () => {
    const { digest } = await prepareScorer("equals", environment);
    expect((await prepareScorer("equals", environment)).pin()).toEqual({
      scorer: "equals",
      digest,
      deterministic: true,
      options: { ignoreCase: false, trim: false },
    });
    const pin = (await prepareScorer({ levenshtein: "x", not: true, threshold: 0.5 }, environment)).pin();
    expect(pin).toMatchObject({ scorer: "levenshtein", not: true, threshold: 0.5 });
  });

  it("covers a schema's file by its content", async () => {
    const file = join(directory, "order.schema.json");
    await writeFile(file, '{"type":"object"}');
    const before = await prepareScorer({ isJson: "order.schema.json" }, environment);
    expect(Object.keys(before.files)).toEqual(["order.schema.json"]);
    expect((await before.score(subject({ output: "[]" }))).score).toMatchObject({
      value: 0,
      reason: "the output must be object",
    });
    await writeFile(file, '{"type":"array"}');
    const after = await prepareScorer({ isJson: "order.schema.json" }, environment);
    expect(after.digest).not.toBe(before.digest);
    expect((await after.score(subject({ output: "[]" }))).score.value).toBe(1);
  });

  it("covers a code scorer's module and what it imports, not what lies beside it", async () => {
    await writeFile(
      join(directory, "tone.ts"),
      'import { limit } from "./limit.ts";\nexport default ({ output }: { output: string }) => output.length < limit;\n',
    );
    await writeFile(join(directory, "limit.ts"), "export const limit = 3;\n");
    await writeFile(join(directory, "other.ts"), "export const other = 1;\n");
    const digest = async (): Promise<string> => (await prepareScorer({ code: "./tone.ts" }, environment)).digest;
    const first = await prepareScorer({ code: "./tone.ts" }, environment);
    expect(Object.keys(first.files)).toEqual(["limit.ts", "tone.ts"]);
    await writeFile(join(directory, "other.ts"), "export const other = 2;\n");
    expect(await digest()).toBe(first.digest);
    await writeFile(join(directory, "limit.ts"), "export const limit = 4;\n");
    expect(await digest()).not.toBe(first.digest);
  });
});

describe("customScorer", () => {
  it("scores by a function that answers yes or no, a number or a finding", async () => {
    const polite = customScorer("polite", ({ output }) => /please/.test(textOf(output)));
    const short = customScorer("short", ({ output }) => Math.min(1, 4 / textOf(output).length), { threshold: 0.5 });
    const why = customScorer("why", () => ({ pass: false, reason: "never", metadata: { n: 1 } }));
    const scores = [];
    for (const scorer of await prepareScorers([polite, short, why], environment))
      scores.push((await scorer.score(subject({ output: "please do" }))).score);
    expect(scores).toEqual([
      { name: "polite", value: 1, pass: true, status: "scored" },
      { name: "short", value: 4 / 9, pass: false, status: "scored" },
      { name: "why", value: 0, pass: false, status: "scored", reason: "never", metadata: { n: 1 } },
    ]);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "yes"],
    ["NaN", Number.NaN],
    ["a list", [1]],
    ["a misspelled key", { val: 1 }],
    ["an empty object", {}],
    ["a text for a verdict", { pass: "true" }],
    ["a number out of range", 7],
    ["a contradiction", { pass: true, value: 0 }],
  ])("makes %s an error", async (_, answer) => {
    for (const not of [false, true]) {
      const scorer = await prepareScorer(
        customScorer("odd", () => answer as boolean, { not }),
        environment,
      );
      expect((await scorer.score(subject({}))).score).toMatchObject({ status: "error", value: null, pass: null });
    }
  });

  it("is pinned by the modules that the suite was written in, else by its own text, and by its revision", async () => {
    const file = join(directory, "goldloop.config.ts");
    await writeFile(file, "one");
    const make = (revision: number) => customScorer("polite", () => true, { revision });
    const within = { ...environment, modules: [file] };
    const first = await prepareScorer(make(1), within);
    expect(first.files).toHaveProperty(["goldloop.config.ts"]);
    expect((await prepareScorer(make(2), within)).digest).not.toBe(first.digest);
    await writeFile(file, "two");
    expect((await prepareScorer(make(1), within)).digest).not.toBe(first.digest);
    const yes = await prepareScorer(
      customScorer("polite", () => true),
      environment,
    );
    const no = await prepareScorer(
      customScorer("polite", () => false),
      environment,
    );
    expect(yes.digest).not.toBe(no.digest);
  });

  it("refuses to be made without a name or a function", () => {
    expect(() => customScorer("", () => true)).toThrow(InputError);
    expect(() => customScorer("polite", "yes" as never)).toThrow(InputError);
  });
});
