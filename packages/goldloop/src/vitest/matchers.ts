import type { Json } from "../digest/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import {
  isCustomScorer,
  parseScorerSpec,
  prepareScorer,
  settle,
  type CustomScorer,
  type Finding,
  type Score,
  type ScoreRule,
  type ScorerSpecInput,
  type Subject,
} from "../scorer/index.ts";
import { directEnvironment, projectEnvironment } from "./environment.ts";
import { figure, report } from "./report.ts";
import { subjectOf, type SubjectParts } from "./subject.ts";

/** Scorers that answer yes or no, and at once: `toPass` needs neither a threshold nor an `await`. */
export const directScorers = [
  "equals",
  "contains",
  "containsAny",
  "icontains",
  "startsWith",
  "regex",
  "answer",
  "numeric",
  "wordCount",
  "field",
  "isUrl",
  "toolCalls",
  "trajectory",
  "latency",
  "cost",
  "tokens",
  "refusal",
  "secrets",
  "exfil",
] as const;
export type DirectScorer = (typeof directScorers)[number];

/** The matchers as they stand behind `expect(output)`. */
export interface GoldloopMatchers {
  /**
   * A deterministic scorer passes the output. Nothing to await.
   *
   * @example
   * expect(await answer("Where is my refund?")).toPass("contains", ["refund", "5 business days"]);
   */
  toPass(scorer: DirectScorer, options?: Json, subject?: SubjectParts): void;
  /**
   * Any scorer as goldloop.yaml has it passes the output, judges included. A graded one needs its `threshold`.
   *
   * @example
   * await expect(output).toPassScorer({ toolCalls: { startRefund: { orderId: "8812" } } }, { input });
   */
  toPassScorer(spec: ScorerSpecInput, subject?: SubjectParts): Promise<void>;
  /**
   * A scorer gives the output at least this value (0..1).
   *
   * @example
   * await expect(output).toScoreAtLeast({ rouge: "rougeL" }, 0.7, { expected });
   */
  toScoreAtLeast(spec: ScorerSpecInput, least: number, subject?: SubjectParts): Promise<void>;
}

declare global {
  // vitest's own Assertion is made of this interface, in every version; augmenting it here needs no import of vitest.
  namespace Chai {
    interface Assertion extends GoldloopMatchers {}
  }
}

/** What vitest hands to a matcher, as far as it is used. */
export interface MatcherThis {
  isNot: boolean;
  testPath?: string | undefined;
}

/** What a matcher hands back to vitest. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/**
 * Matchers for prompt tests among unit tests. An output that could not be scored throws, under `not` too: it is never
 * a pass.
 *
 * @example
 * // vitest.setup.ts
 * import { expect } from "vitest";
 * import { matchers } from "goldloop/vitest";
 * expect.extend(matchers);
 */
export const matchers = {
  toPass(
    this: MatcherThis,
    received: unknown,
    scorer: DirectScorer,
    options: Json = null,
    parts: SubjectParts = {},
  ): MatcherResult {
    const subject = subjectOf(received, parts);
    const { definition, options: parsed } = parseScorerSpec({ [scorer]: options });
    requireParts(scorer, definition.missing?.(parsed, subject.example));
    const { binary = definition.binary, name = scorer } = definition.traits?.(parsed) ?? {};
    const rule: ScoreRule = { name, not: false, threshold: undefined, binary };
    const score = atOnce(definition.create(parsed, directEnvironment()), scorer);
    const finding = atOnce(score(subject), scorer);
    return resultOf(settled(rule, finding, this.isNot), subject);
  },

  async toPassScorer(
    this: MatcherThis,
    received: unknown,
    spec: ScorerSpecInput,
    parts: SubjectParts = {},
  ): Promise<MatcherResult> {
    const subject = subjectOf(received, parts);
    return resultOf(await scoreOf(spec, subject, this), subject);
  },

  async toScoreAtLeast(
    this: MatcherThis,
    received: unknown,
    spec: ScorerSpecInput,
    least: number,
    parts: SubjectParts = {},
  ): Promise<MatcherResult> {
    if (!(least > 0 && least <= 1)) {
      throw new InputError("matcher-threshold", `toScoreAtLeast needs a number above 0 and at most 1, got ${least}`, {
        hint: "toScoreAtLeast(spec, 0.7)",
      });
    }
    const subject = subjectOf(received, parts);
    const score = await scoreOf(spec, subject, this);
    const value = score.value ?? 0;
    const pass = value >= least - 1e-12;
    return {
      pass,
      message: () =>
        report(
          `${score.name}  ${figure(value)}, ${pass ? "below" : "at least"} ${figure(least)} wanted`,
          score,
          subject,
        ),
    };
  },
};

/** The score of a spec as in a run; throws where it is an error, or skipped. */
async function scoreOf(spec: ScorerSpecInput, subject: Subject, { isNot, testPath }: MatcherThis): Promise<Score> {
  const environment = asksNobody(spec) ? directEnvironment() : await projectEnvironment(testPath);
  const scorer = await prepareScorer(spec, environment);
  requireParts(scorer.name, scorer.missing(subject.example));
  const score = measured((await scorer.score(subject)).score);
  if (isNot && scorer.deterministic) {
    // `not` asks more: some scorers fail an output for lack of evidence, which does not prove the opposite.
    const opposite = await prepareScorer(negated(spec), environment);
    measured((await opposite.score(subject)).score);
  }
  return score;
}

/** Whether a scorer does without models, so that the configuration need not be read. */
function asksNobody(spec: ScorerSpecInput): boolean {
  return isCustomScorer(spec) || parseScorerSpec(spec).definition.deterministic;
}

function negated(spec: ScorerSpecInput): ScorerSpecInput {
  if (typeof spec === "string") return { [spec]: null, not: true };
  if (isCustomScorer(spec)) {
    const custom: CustomScorer = { ...spec, options: { ...spec.options, not: spec.options.not !== true } };
    return custom;
  }
  return { ...spec, not: spec["not"] !== true };
}

function settled(rule: ScoreRule, finding: Finding, isNot: boolean): Score {
  const { score } = settle(rule, finding);
  if (isNot) measured(settle({ ...rule, not: true }, finding).score);
  return measured(score);
}

function measured(score: Score): Score {
  if (score.status === "scored") return score;
  const what = score.status === "skipped" ? "did not apply" : "could not score";
  throw new InputError("not-scored", `${score.name} ${what}: ${score.reason ?? "no reason given"}`);
}

function atOnce<T>(value: T | Promise<T>, scorer: string): T {
  if (!(value instanceof Promise)) return value;
  // Its failure must not surface as an unhandled rejection of a test that has failed already.
  value.catch((error: unknown) => messageOf(error));
  throw new InputError("needs-await", `${scorer} does not answer at once`, {
    hint: `await expect(output).toPassScorer({ ${scorer}: ... })`,
  });
}

function requireParts(scorer: string, missing: string | undefined): void {
  if (missing === undefined) return;
  throw new InputError("nothing-to-compare", `${scorer} needs ${missing}`, {
    hint: `{ ${missing.split(/[ .]/)[0]}: ... } as the last argument`,
  });
}

function resultOf(score: Score, subject: Subject): MatcherResult {
  const { pass } = score;
  if (pass === null) {
    throw new InputError("no-threshold", `${score.name} gives a value (${figure(score.value ?? 0)}), not a yes or no`, {
      hint: `await expect(output).toScoreAtLeast("${score.name}", 0.7)`,
    });
  }
  return {
    pass,
    message: () => report(`${score.name}  ${pass ? "passes, and must not" : "does not pass"}`, score, subject),
  };
}
