import type { JsonObject } from "../digest/index.ts";
import { GoldloopError, messageOf } from "../error/index.ts";
import type { Usage } from "../trace/index.ts";
import type { Finding, Score, ScoreFunction, Subject } from "./definition.ts";

/** How a finding becomes a score. */
export interface ScoreRule {
  /** The score's name. */
  name: string;
  not: boolean;
  threshold: number | undefined;
  /** Yes or no: a threshold of 1 by nature. */
  binary: boolean;
}

/** A score, and what the scorer itself spent on it. */
export interface Scored {
  score: Score;
  usage?: Usage;
  /** Of judges, usd. */
  costUsd?: number;
  /** What was thrown, when the status is `error` because of it: an InfrastructureError may be worth another try. */
  thrown?: unknown;
}

/** Rounding that is forgiven at a threshold and at the ends of 0..1. */
const tolerance = 1e-12;

/**
 * Scores one subject. Never throws: whatever goes wrong in the scorer is a score with status `error`, value and pass
 * null, and so never a pass, negated or not.
 */
export async function applyScorer(rule: ScoreRule, score: ScoreFunction, subject: Subject): Promise<Scored> {
  try {
    return settle(rule, await score(subject));
  } catch (thrown) {
    const code = thrown instanceof GoldloopError ? { code: thrown.code } : undefined;
    const reason = messageOf(thrown) || "the scorer failed without a message";
    return { score: failed(rule.name, reason, code), ...(hasSpending(thrown) ? thrown.spending : {}), thrown };
  }
}

/** A judge that gave no verdict was paid all the same. */
function hasSpending(thrown: unknown): thrown is { spending: Pick<Scored, "usage" | "costUsd"> } {
  return typeof thrown === "object" && thrown !== null && "spending" in thrown;
}

/** Turns what a scorer found into a score: checked, negated, and held against the threshold. */
export function settle(rule: ScoreRule, finding: Finding): Scored {
  const fault = faultOf(finding, rule) ?? metadataFault(finding);
  const score =
    fault === undefined
      ? scoreOf(rule, finding)
      : failed(rule.name, fault, metadataFault(finding) === undefined ? finding?.metadata : undefined);
  return {
    score,
    ...(finding?.usage === undefined ? {} : { usage: finding.usage }),
    ...(finding?.costUsd === undefined ? {} : { costUsd: finding.costUsd }),
  };
}

/** Metadata goes into the results file: what JSON cannot hold (a cycle, a BigInt) is the scorer's fault. */
function metadataFault(finding: Finding): string | undefined {
  const metadata = finding?.metadata;
  if (metadata === undefined) return undefined;
  try {
    JSON.stringify(metadata);
    return undefined;
  } catch (error) {
    return `the scorer's metadata is not JSON: ${messageOf(error).split(". ")[0] ?? ""}`;
  }
}

function faultOf(finding: Finding, { not }: ScoreRule): string | undefined {
  if (typeof finding !== "object" || finding === null) return `the scorer returned ${String(finding)}, not a finding`;
  const { value, pass, skipped, unproven } = finding;
  if (skipped !== undefined) return value === null ? undefined : "the scorer skipped and scored at the same time";
  if (value === null || value === undefined) return "the scorer gave no value";
  if (typeof value !== "number" || Number.isNaN(value)) return `the scorer gave ${String(value)}, not a number`;
  if (value < -tolerance || value > 1 + tolerance) return `the scorer gave ${value}, which is not within 0..1`;
  if (pass === true && value <= tolerance) return "the scorer contradicts itself: pass with a value of 0";
  if (pass === false && value >= 1 - tolerance) return "the scorer contradicts itself: fail with a value of 1";
  if (not && unproven !== undefined) return `cannot tell: ${unproven}`;
  return undefined;
}

function scoreOf(rule: ScoreRule, finding: Finding): Score {
  if (finding.skipped !== undefined) {
    return { ...blank(rule.name, "skipped", finding.skipped), ...metadataOf(finding.metadata) };
  }
  const found = Math.min(1, Math.max(0, finding.value ?? 0));
  const value = rule.not ? 1 - found : found;
  const pass = passOf(rule, value, finding.pass);
  const reason = reasonOf(rule, finding, found, pass);
  return {
    name: rule.name,
    value,
    pass,
    status: "scored",
    ...(reason === undefined ? {} : { reason }),
    ...metadataOf(finding.metadata),
  };
}

/** A scorer's own verdict and a threshold must both be met when there are both. */
function passOf({ not, threshold, binary }: ScoreRule, value: number, verdict: boolean | undefined): boolean | null {
  const limit = threshold ?? (binary && verdict === undefined ? 1 : undefined);
  const reached = limit === undefined ? undefined : value >= limit - tolerance;
  const said = verdict === undefined ? undefined : verdict !== not;
  if (reached === undefined && said === undefined) return null;
  return (reached ?? true) && (said ?? true);
}

function reasonOf(rule: ScoreRule, { reason }: Finding, found: number, pass: boolean | null): string | undefined {
  if (!rule.not) return reason;
  if (rule.binary || found === 0 || found === 1) {
    if (pass !== false) return reason;
    return reason === undefined ? "it does, and must not" : `${reason}, and must not`;
  }
  const negated = `1 - ${Number(found.toFixed(4))}`;
  return reason === undefined ? negated : `${reason} (${negated})`;
}

function failed(name: string, reason: string, metadata?: JsonObject): Score {
  return { ...blank(name, "error", reason), ...metadataOf(metadata) };
}

function blank(name: string, status: "error" | "skipped", reason: string): Score {
  return { name, value: null, pass: null, status, reason };
}

function metadataOf(metadata: JsonObject | undefined): { metadata?: JsonObject } {
  return metadata === undefined ? {} : { metadata };
}
