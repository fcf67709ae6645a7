import type { Gate, MetricName, OnInconclusive, Regression, Requirement } from "../config/index.ts";
import { onInconclusiveOf, type Case } from "./case.ts";
import type { Figure } from "./figure.ts";
import type { Decision, RuleVerdict, SliceVerdict, Verdict } from "./verdict.ts";

/** A rule's verdict with what the document leaves out. */
export interface Ruling {
  verdict: RuleVerdict;
  /** All examples that failed or got worse. */
  failing: () => readonly string[];
  better: MetricName["better"];
  failsAt: Figure["failsAt"];
}

/** What was judged: which rule, on what. */
export interface Subject {
  rule: string;
  kind: RuleVerdict["kind"];
  metric: string;
  better: MetricName["better"];
  threshold: number;
  unit: RuleVerdict["unit"];
  suite: string | null;
  scorer: string | null;
  trials: number;
  /** Absent for what no policy writes. */
  gate?: Gate;
}

/** The part of a subject that a requirement says. */
export function subjectOf(gate: Gate, rule: Requirement): Omit<Subject, "suite" | "scorer" | "trials"> {
  const { metric } = rule;
  return {
    gate,
    rule: rule.text,
    kind: "require",
    metric: metric.text,
    better: metric.better,
    threshold: rule.value,
    unit: unitOf(metric),
  };
}

/** The part of a subject that a regression rule says. */
export function regressionSubject(gate: Gate, rule: Regression): Omit<Subject, "suite" | "scorer" | "trials"> {
  const { metric, margin } = rule;
  const exact = metric.kind === "distribution" && metric.statistic !== "mean";
  const unit =
    margin.kind === "relative" || exact ? "relative" : metric.kind === "distribution" ? unitOf(metric) : "points";
  return {
    gate,
    rule: regressionText(rule),
    kind: "noRegression",
    metric: metric.text,
    better: metric.better,
    threshold: margin.value,
    unit,
  };
}

/** `noRegression mean: -2pp` */
export function regressionText({ text }: Regression): string {
  return `noRegression ${text}`;
}

function unitOf({ kind, metric }: MetricName): RuleVerdict["unit"] {
  switch (kind) {
    case "rate":
      return "share";
    case "count":
      return "count";
    case "judge":
      return metric === "kappa" ? "score" : "share";
    case "score":
      return "score";
    default:
      return metric === "costUsd" ? "usd" : metric.endsWith("Ms") ? "ms" : "tokens";
  }
}

/** What a stage does about a verdict, before acceptances. */
export function decide(
  verdict: Verdict,
  {
    onInconclusive,
    enforce,
    wrongSide,
  }: { onInconclusive: OnInconclusive; enforce: Case["enforce"]; wrongSide: boolean },
): Decision {
  if (enforce === "warn" || verdict === "pass") return "allow";
  if (verdict === "fail") return "block";
  if (onInconclusive === "point") return wrongSide ? "block" : "allow";
  return onInconclusive === "warn" ? "allow" : "block";
}

/** Turns a figure into the ruling of the document. `lenient`: an inconclusive verdict allows, whatever the stage says. */
export function rulingOn(
  setting: Pick<Case, "policy" | "stage" | "enforce">,
  subject: Subject,
  figure: Figure,
  { slices = [], lenient = false }: { slices?: SliceVerdict[]; lenient?: boolean } = {},
): Ruling {
  const { gate } = subject;
  const onInconclusive = lenient ? "warn" : onInconclusiveOf(setting, gate);
  const decision = decide(figure.verdict, { onInconclusive, enforce: setting.enforce, wrongSide: figure.wrongSide });
  const verdict: RuleVerdict = {
    rule: subject.rule,
    kind: subject.kind,
    suite: subject.suite,
    scorer: subject.scorer,
    metric: subject.metric,
    verdict: figure.verdict,
    decision: figure.reportOnly ? "allow" : decision,
    observed: figure.observed,
    interval: figure.interval,
    bound: figure.bound,
    threshold: subject.threshold,
    unit: subject.unit,
    n: figure.n,
    trials: subject.trials,
    needed: figure.needed,
    decidable: figure.decidable,
    examples: [...figure.failing.listed()],
    errors: figure.errors,
    fault: figure.fault,
    reason: figure.reason,
    hint: figure.hint,
    accepted: [],
    acceptable: gate === undefined || gate.acceptable === false ? null : gate.acceptable.approver,
    reportOnly: figure.reportOnly,
    slices,
    flaky: figure.flaky,
  };
  for (const key of ["regressed", "improved", "baseline", "current", "corrected"] as const) {
    if (figure[key] !== undefined) Object.assign(verdict, { [key]: figure[key] });
  }
  return { verdict, failing: figure.failing.all, better: subject.better, failsAt: figure.failsAt };
}
