import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { AnyScorerDefinition, Judge, ScorerDocExample, ScorerEnvironment, Subject } from "./definition.ts";
import { keysAt } from "./options-fault.ts";
import { prepareScorer } from "./prepare.ts";
import { scorers } from "./registry.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-scorers-"));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const definitions = [...scorers.values()];
const worked = definitions.flatMap((definition) =>
  definition.examples.map((example) => ({ name: definition.name, title: example.title, definition, example })),
);

describe.each(definitions)("$name", (definition) => {
  it("says what it is, where its limits lie, and shows how it is used", () => {
    expect(definition.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(definition.revision).toBeGreaterThanOrEqual(1);
    expect(definition.summary).toMatch(/^[^\n]+[.`]$/);
    expect(definition.examples.length).toBeGreaterThanOrEqual(2);
    if (definition.family === "safety") expect(definition.limits).toMatch(/\w/);
  });

  it("refuses an option that it does not know", async () => {
    const known = keysAt(definition.options, []);
    const inLongForm = definition.examples.filter(
      ({ options }) => isJsonObject(options) && Object.keys(options).every((key) => known.includes(key)),
    );
    for (const example of inLongForm.length === 0 ? [{ ...firstExample(definition), options: {} }] : inLongForm) {
      const spec = { [definition.name]: { ...(example.options as JsonObject), noSuchOption: "x" } };
      await expect(prepareScorer(spec, await environmentOf(example))).rejects.toBeInstanceOf(InputError);
    }
  });

  it("gives a score to whatever an application may return, and never throws", async () => {
    const example = firstExample(definition);
    const outputs: Json[] = [
      null,
      "",
      "\u{d800}",
      0,
      true,
      [],
      {},
      [null],
      { text: null, toolCalls: "x", documents: 1 },
    ];
    for (const output of outputs) {
      for (const not of [false, true]) {
        const prepared = await prepareScorer({ [definition.name]: example.options, not }, await environmentOf(example));
        const { score } = await prepared.score({ ...subjectOf(example), output });
        expect(["scored", "error", "skipped"]).toContain(score.status);
        if (score.status === "scored") expect(score.value).toSatisfy((value: number) => value >= 0 && value <= 1);
        else expect([score.value, score.pass, typeof score.reason]).toEqual([null, null, "string"]);
      }
    }
  });

  it("pins what decides the score: another name or form keeps the digest; a negation, a threshold, other options change it", async () => {
    const example = firstExample(definition);
    const environment = await environmentOf(example);
    const prepare = (beside: { [key: string]: Json }, options = example.options) =>
      prepareScorer({ [definition.name]: options, ...beside }, environment);
    const own = await prepare({});
    expect(own.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await prepare({}, reversedKeys(example.options))).digest).toBe(own.digest);
    expect((await prepare({ as: "other" })).digest).toBe(own.digest);
    const changed = [await prepare({ not: true }), await prepare({ threshold: 0.25 })];
    expect(new Set([own, ...changed].map(({ digest }) => digest)).size).toBe(3);
    for (const other of definition.examples) {
      const prepared = await prepareScorer({ [definition.name]: other.options }, await environmentOf(other));
      const same = canonicalJson(prepared.options) === canonicalJson(own.options);
      if (!same || canonicalJson(other.files ?? {}) === canonicalJson(example.files ?? {})) {
        expect(prepared.digest === own.digest).toBe(same);
      }
    }
  });
});

describe.each(worked)("$name: $title", ({ definition, example }) => {
  it("gives the documented value, and the same again", async () => {
    const score = await scoreExample(definition, example, {});
    expect(score.reason, JSON.stringify(score)).toSatisfy(
      (reason) => reason === undefined || !/\n/.test(reason as string),
    );
    expect(score).toMatchObject({ name: expect.stringMatching(/\w/) as string, status: "scored" });
    expect(score.value).toBeCloseTo(example.value, 9);
    if (definition.deterministic) expect(await scoreExample(definition, example, {})).toEqual(score);
  });

  it("gives the opposite when negated", async () => {
    const score = await scoreExample(definition, example, { not: true });
    expect(score.status).toBe("scored");
    expect(score.value).toBeCloseTo(1 - example.value, 9);
    if (definition.binary) expect(score.pass).toBe(example.value === 0);
  });

  it("asks an example for what it needs before anything runs, and not for what it has", async () => {
    const prepared = await prepareScorer({ [definition.name]: example.options }, await environmentOf(example));
    expect(prepared.missing(subjectOf(example).example)).toBeUndefined();
    if (example.subject.example?.expected === undefined) return;
    const { expected: _, ...bare } = example.subject.example;
    const lacking = prepared.missing(bare);
    if (lacking !== undefined) expect(lacking).toMatch(/expected/);
  });
});

function firstExample(definition: AnyScorerDefinition): ScorerDocExample {
  const [first] = definition.examples;
  if (first === undefined) throw new Error(`${definition.name} has no example`);
  return first;
}

async function scoreExample(
  definition: AnyScorerDefinition,
  example: ScorerDocExample,
  beside: { [key: string]: Json },
) {
  const spec = { [definition.name]: example.options, ...beside };
  const prepared = await prepareScorer(spec, await environmentOf(example));
  return (await prepared.score(subjectOf(example))).score;
}

function subjectOf({ subject }: ScorerDocExample): Subject {
  return { example: { id: "example", input: "" }, trial: 0, latencyMs: 100, ...subject };
}

async function environmentOf(example: ScorerDocExample): Promise<ScorerEnvironment> {
  for (const [path, content] of Object.entries(example.files ?? {})) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return {
    directory,
    models: playing(example.modelAnswers ?? []),
    judges: new Map(judges.map((judge) => [judge.name, judge])),
    variables: { PATH: process.env["PATH"] },
  };
}

const judges: Judge[] = [
  {
    name: "helpfulness",
    model: "openai/gpt-4.1-2025-04-14",
    prompt: "How helpful is the answer?\n\n{{output}}",
    scale: [0, 1],
    votes: 1,
  },
];

/** Model access that answers what a documented example says a model would, in order. */
function playing(answers: readonly Json[]): ModelAccess {
  let next = 0;
  const take = (): Json => {
    const answer = answers[next];
    if (answer === undefined) throw new Error(`the example lists ${answers.length} model answers and needs more`);
    next += 1;
    return answer;
  };
  return {
    generate: async () => {
      const answer = take();
      return {
        text: typeof answer === "string" ? answer : JSON.stringify(answer),
        ...(typeof answer === "string" ? {} : { object: answer }),
        toolCalls: [],
        finishReason: "stop",
        model: "model-2026-01-01",
        usage: { inputTokens: 10, outputTokens: 5 },
        costUsd: 0.001,
        latencyMs: 1,
        source: "live" as const,
      };
    },
    embed: async () => ({
      embeddings: take() as number[][],
      usage: { inputTokens: 10 },
      source: "live" as const,
    }),
  };
}

function reversedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
}
