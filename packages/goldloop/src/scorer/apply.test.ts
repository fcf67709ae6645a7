import { describe, expect, it } from "vitest";
import { InfrastructureError } from "../error/index.ts";
import { applyScorer, type ScoreRule, settle } from "./apply.ts";
import type { Finding, Subject } from "./definition.ts";

const subject: Subject = { example: { id: "a", input: "" }, output: "x", trial: 0, latencyMs: 1 };
const rule = (part: Partial<ScoreRule> = {}): ScoreRule => ({
  name: "s",
  not: false,
  threshold: undefined,
  binary: false,
  ...part,
});
const both = [false, true];

describe("settle", () => {
  it.each<[string, unknown]>([
    ["no value", { value: null }],
    ["an absent value", {}],
    ["NaN", { value: Number.NaN }],
    ["a value below 0", { value: -0.1 }],
    ["a value above 1", { value: 1.1 }],
    ["a text for a value", { value: "0.5" }],
    ["pass with a value of 0", { value: 0, pass: true }],
    ["fail with a value of 1", { value: 1, pass: false }],
    ["skipped and scored at once", { value: 1, skipped: "no trace" }],
    ["nothing", undefined],
    ["null", null],
    ["a bare number", 1],
  ])("makes %s an error, negated or not", (_, finding) => {
    for (const not of both) {
      for (const binary of both) {
        const { score } = settle(rule({ not, binary, threshold: 0.1 }), finding as Finding);
        expect(score).toMatchObject({ name: "s", value: null, pass: null, status: "error" });
        expect(score.reason).toMatch(/\w/);
      }
    }
  });

  it("keeps a skipped score skipped, negated or not", () => {
    for (const not of both) {
      expect(settle(rule({ not }), { value: null, skipped: "no context" }).score).toEqual({
        name: "s",
        value: null,
        pass: null,
        status: "skipped",
        reason: "no context",
      });
    }
  });

  it.each<[string, Partial<ScoreRule>, Finding, number, boolean | null]>([
    ["yes", { binary: true }, { value: 1 }, 1, true],
    ["no", { binary: true }, { value: 0 }, 0, false],
    ["no, negated", { binary: true, not: true }, { value: 0 }, 1, true],
    ["yes, negated", { binary: true, not: true }, { value: 1 }, 0, false],
    ["graded without a threshold", {}, { value: 0.9 }, 0.9, null],
    ["graded at the threshold", { threshold: 0.7 }, { value: 0.7 }, 0.7, true],
    ["at the threshold but for rounding", { threshold: 0.3 }, { value: 0.1 + 0.2 - 1e-16 }, 0.3, true],
    ["graded below it", { threshold: 0.7 }, { value: 0.699 }, 0.699, false],
    ["graded, negated", { threshold: 0.7, not: true }, { value: 0.2 }, 0.8, true],
    ["a verdict of its own", {}, { value: 0.4, pass: true }, 0.4, true],
    ["a verdict of its own, negated", { not: true }, { value: 0.4, pass: true }, 0.6, false],
    ["a verdict and a threshold, one unmet", { threshold: 0.5 }, { value: 0.4, pass: true }, 0.4, false],
    ["a verdict of no and a threshold that is met", { threshold: 0.3 }, { value: 0.4, pass: false }, 0.4, false],
    ["rounding beyond 1", { binary: true }, { value: 1 + 1e-15 }, 1, true],
    ["a binary scorer between yes and no", { binary: true }, { value: 0.5 }, 0.5, false],
  ])("%s", (_, part, finding, value, pass) => {
    const { score } = settle(rule(part), finding);
    expect(score.status).toBe("scored");
    expect(score.value).toBeCloseTo(value, 12);
    expect(score.pass).toBe(pass);
  });

  it("makes a negated lack of evidence an error", () => {
    const finding: Finding = { value: 0, reason: "startRefund was not called", unproven: "there is no trace" };
    expect(settle(rule({ binary: true }), finding).score).toMatchObject({ status: "scored", pass: false });
    expect(settle(rule({ binary: true, not: true }), finding).score).toMatchObject({
      status: "error",
      reason: "cannot tell: there is no trace",
    });
  });

  it("words the reason of a negation so that it reads on", () => {
    const negated = rule({ binary: true, not: true });
    expect(settle(negated, { value: 1, reason: 'contains "refund"' }).score.reason).toBe(
      'contains "refund", and must not',
    );
    expect(settle(negated, { value: 0, reason: 'lacks "refund"' }).score.reason).toBe('lacks "refund"');
    expect(settle(negated, { value: 1 }).score.reason).toBe("it does, and must not");
    expect(settle(rule({ not: true }), { value: 0.25, reason: "8 edits" }).score.reason).toBe("8 edits (1 - 0.25)");
  });

  it("hands on what the scorer spent, also when the score is an error", () => {
    const spent = { usage: { inputTokens: 5 }, costUsd: 0.1 };
    expect(settle(rule(), { value: 7, ...spent })).toMatchObject(spent);
    expect(settle(rule(), { value: 1, ...spent })).toMatchObject(spent);
  });
});

describe("applyScorer", () => {
  it("never throws: what the scorer throws is an error score, with the error at hand for a retry", async () => {
    const thrown = new InfrastructureError("rate-limited", "the model said\n429");
    for (const not of both) {
      const scored = await applyScorer(rule({ not, binary: true }), () => Promise.reject(thrown), subject);
      expect(scored.score).toEqual({
        name: "s",
        value: null,
        pass: null,
        status: "error",
        reason: "the model said 429",
        metadata: { code: "rate-limited" },
      });
      expect(scored.thrown).toBe(thrown);
    }
    const odd = await applyScorer(
      rule(),
      () => {
        throw undefined;
      },
      subject,
    );
    expect(odd.score).toMatchObject({ status: "error", reason: "undefined" });
  });
});
