import type { PreparedScorer, Score, Subject } from "../scorer/index.ts";
import type { Usage } from "../trace/index.ts";
import type { ResultError } from "./record.ts";

/** The scores of one output, and what the judges spent on them. */
export interface Scores {
  scores: Score[];
  judgeCostUsd: number;
  /** A judge's cost is not known. */
  judgeCostUnknown: boolean;
  usage: Usage[];
}

/** Every score of an example whose target failed: an error, never a pass. */
export function scoresOfError(scorers: readonly PreparedScorer[], error: ResultError): Score[] {
  return scorers.map(({ name }) => ({
    name,
    value: null,
    pass: null,
    status: "error",
    reason: `no output: ${error.message}`,
    metadata: null,
  }));
}

/** Splits off what can be scored at once from what asks a model. */
export function partition(scorers: readonly PreparedScorer[]): { direct: PreparedScorer[]; judges: PreparedScorer[] } {
  return {
    direct: scorers.filter((scorer) => scorer.deterministic),
    judges: scorers.filter((scorer) => !scorer.deterministic),
  };
}

/** Runs scorers over one subject, in order. Scorers never throw: a failing one gives an `error` score. */
export async function scoreWith(scorers: readonly PreparedScorer[], subject: Subject): Promise<Scores> {
  const found: Scores = { scores: [], judgeCostUsd: 0, judgeCostUnknown: false, usage: [] };
  for (const scorer of scorers) {
    const { score, usage, costUsd } = await scorer.score(subject);
    found.scores.push(recorded(score));
    if (usage !== undefined) found.usage.push(usage);
    if (costUsd !== undefined) found.judgeCostUsd += costUsd;
    else if (usage !== undefined) found.judgeCostUnknown = true;
  }
  return found;
}

/** The scores of judges that were not asked since a deterministic scorer had failed. */
export function skippedScores(scorers: readonly PreparedScorer[], failed: string): Score[] {
  return scorers.map(({ name }) => ({
    name,
    value: null,
    pass: null,
    status: "skipped",
    reason: `not asked: ${failed} had failed`,
    metadata: { notAsked: true },
  }));
}

function recorded({ name, value, pass, status, reason, metadata }: Score): Score {
  return { name, value, pass, status, reason: reason ?? null, metadata: metadata ?? null };
}
