import type { ScorerSpec } from "../dataset/index.ts";
import type { AnyScorerDefinition } from "./definition.ts";
import { namesIn, type Scorers } from "./spec.ts";
import { textScorers } from "./text/index.ts";

/**
 * The families of the registry, each loaded when a spec needs it: most suites use one or two, and all of them take as long
 * to load as the rest of a run's start. The most used first, and it at once.
 */
const families: readonly (() => Promise<readonly AnyScorerDefinition[]>)[] = [
  () => Promise.resolve(textScorers),
  async () => (await import("./structure/index.ts")).structureScorers,
  async () => (await import("./agent/index.ts")).agentScorers,
  async () => (await import("./budget/index.ts")).budgetScorers,
  async () => (await import("./judge/index.ts")).judgeScorers,
  async () => (await import("./retrieval/index.ts")).retrievalScorers,
  async () => (await import("./code/index.ts")).codeScorers,
  async () => (await import("./safety/index.ts")).safetyScorers,
];

/** Definitions by name, among them every one that a spec may mean; all that there are when it names an unknown one. */
export async function scorersFor(spec: ScorerSpec): Promise<Scorers> {
  const wanted = new Set(namesIn(spec));
  const found = new Map<string, AnyScorerDefinition>();
  for (const load of families) {
    if (wanted.size === 0) return found;
    for (const definition of await load()) {
      found.set(definition.name, definition);
      wanted.delete(definition.name);
    }
  }
  return wanted.size === 0 ? found : (await import("./registry.ts")).scorers;
}
