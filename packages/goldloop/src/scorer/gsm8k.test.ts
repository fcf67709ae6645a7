import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Example } from "../dataset/index.ts";
import type { Json } from "../digest/index.ts";
import type { ScorerEnvironment } from "./definition.ts";
import { prepareScorer } from "./prepare.ts";

const data = process.env["GOLDLOOP_TEST_DATA"] ?? join(import.meta.dirname, "../../../../../shared/data");
const folder = join(data, "gsm8k");

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

describe.skipIf(!existsSync(folder))("the recorded outputs of two models on GSM8K", () => {
  it.each([
    ["6b_verification", 515],
    ["175b_verification", 742],
  ])("%s answers %i of 1,319 questions, as published", async (model, published) => {
    const examples = new Map(lines<Example>("dataset.jsonl").map((example) => [example.id, example]));
    const scorer = await prepareScorer({ answer: { extract: "A:\\s*(.*)", compare: "number" } }, environment);
    let passed = 0;
    let scored = 0;
    for (const { id, output } of lines<{ id: string; output: Json }>(`outputs/${model}.jsonl`)) {
      const example = examples.get(id);
      if (example === undefined) throw new Error(`no example ${id}`);
      const { score } = await scorer.score({ example, output, trial: 0, latencyMs: 1 });
      expect(score.status).toBe("scored");
      scored += 1;
      if (score.pass === true) passed += 1;
    }
    expect({ scored, passed }).toEqual({ scored: 1319, passed: published });
  });
});

function lines<Line>(file: string): Line[] {
  const text = readFileSync(join(folder, file), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}
