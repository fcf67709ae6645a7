import { performance } from "node:perf_hooks";
import { expect, it } from "vitest";
import type { ScorerEnvironment } from "./definition.ts";
import { prepareScorers } from "./prepare.ts";
import type { ScorerSpecInput } from "./spec.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

it.each<[ScorerSpecInput[]]>([
  [["equals", { contains: "days" }]],
  [[{ answer: { extract: "A:\\s*(.*)" } }, { regex: "\\d+ business days" }]],
])("%j over 5,000 examples cost well under 0.3 s", async (specs) => {
  const scorers = await prepareScorers(specs, environment);
  const example = { id: "a", input: "", expected: "It takes 5 business days." };
  const start = performance.now();
  for (let at = 0; at < 5000; at++) {
    const subject = {
      example: { ...example, id: String(at) },
      output: `It takes ${at} business days.\nA: ${at}`,
      trial: 0,
      latencyMs: 1,
    };
    for (const scorer of scorers) await scorer.score(subject);
  }
  expect(performance.now() - start).toBeLessThan(300);
});
