import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../digest/index.ts";
import type { Score, ScorerEnvironment } from "../definition.ts";
import { prepareScorer } from "../prepare.ts";

let directory: string;
let environment: ScorerEnvironment;
let next = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-code-"));
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

async function write(source: string): Promise<string> {
  next += 1;
  const name = `scorer-${next}.ts`;
  await writeFile(join(directory, name), source);
  return name;
}

async function scoreBy(source: string, options: { [key: string]: Json } = {}): Promise<Score> {
  const scorer = await prepareScorer({ code: { module: await write(source), ...options } }, environment);
  return (
    await scorer.score({ example: { id: "a", input: "in", expected: "out" }, output: "out", trial: 0, latencyMs: 5 })
  ).score;
}

describe("a code scorer", () => {
  it.each<[string, string, { [key: string]: Json }, object]>([
    [
      "the default export",
      "export default ({ output, example }) => output === example.expected",
      {},
      { value: 1, pass: true },
    ],
    ["an async one", "export default async () => false", {}, { value: 0, pass: false }],
    [
      "its only function",
      "export const limit = 3; export function brief({ output }) { return output.length / 4; }",
      {},
      { value: 0.75, pass: null },
    ],
    [
      "a named one",
      "export const a = () => 0; export const b = () => 1;",
      { export: "b", binary: true },
      { value: 1, pass: true },
    ],
    [
      "options",
      "export default (_, { most }) => ({ value: most / 10, reason: 'most ' + most })",
      { options: { most: 4 } },
      { value: 0.4, reason: "most 4" },
    ],
    [
      "a skip",
      "export default () => ({ skipped: 'nothing to say' })",
      {},
      { status: "skipped", reason: "nothing to say" },
    ],
    ["enums and other TypeScript", "enum Tone { Warm = 1 } export default (): number => Tone.Warm;", {}, { value: 1 }],
  ])("calls %s", async (_, source, options, score) => {
    expect(await scoreBy(source, options)).toMatchObject(score);
  });

  it.each<[string, string, RegExp]>([
    ["throws", "export default () => { throw new Error('no lexicon'); }", /no lexicon/],
    ["answers nothing", "export default () => {}", /answered nothing/],
    ["never answers", "export default () => new Promise(() => {})", /no answer within 50 ms/],
  ])("is an error when the function %s", async (_, source, reason) => {
    expect(await scoreBy(source, { timeoutMs: 50 })).toMatchObject({
      status: "error",
      value: null,
      pass: null,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it.each<[string, string, { [key: string]: Json }, string]>([
    ["has no such function", "export const a = () => 1; export const b = () => 1;", { export: "c" }, "scorer-export"],
    ["leaves open which function is meant", "export const a = () => 1; export const b = () => 1;", {}, "scorer-export"],
    ["exports no function", "export const a = 1;", {}, "scorer-export"],
    ["fails while it is loaded", "throw new Error('no database'); export default () => 1;", {}, "scorer-module"],
  ])("is refused before the run when its module %s", async (_, source, options, code) => {
    await expect(scoreBy(source, options)).rejects.toMatchObject({ code, exitCode: 2 });
  });

  it("says whether it is deterministic", async () => {
    const module = await write("export default () => 1;");
    expect((await prepareScorer({ code: module }, environment)).deterministic).toBe(true);
    expect((await prepareScorer({ code: { module, deterministic: false } }, environment)).deterministic).toBe(false);
  });
});
