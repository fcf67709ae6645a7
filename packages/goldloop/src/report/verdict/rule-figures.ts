import type { RuleVerdict } from "../../gate/index.ts";
import { count, dollars, duration, number, percent } from "../figures.ts";

type Unit = RuleVerdict["unit"];

/** A rule in figures, as every format shows them. */
export interface RuleFigures {
  /** What is compared: `passRate == 100%`, `correctness mean >= 0.85`, `correctness, drop <= 2pp`. */
  label: string;
  /** What it is about: `passRate`, `correctness`, `costUsd.mean`. */
  subject: string;
  /** What it asks for: `100%`, `>= 0.85`, `drop <= 2pp`. */
  needs: string;
  /** `95.0%`, `-6.1pp`, `2 errors`; "" when there is none. */
  observed: string;
  /** `[-8.4, -3.7]`; "" when there is none. */
  interval: string;
  /** `91.3% -> 85.2%` of a comparison with the baseline; "" when there is none. */
  sides: string;
}

/** The figures of a rule as text. Percentages with one decimal, differences with their sign, money and times with their unit. */
export function ruleFigures(rule: RuleVerdict): RuleFigures {
  const subject = subjectOf(rule);
  const needs = needsOf(rule);
  return {
    label: labelOf(rule, subject, needs),
    subject,
    needs,
    observed: observedOf(rule),
    interval: rule.interval === null ? "" : intervalOf(rule.interval, rule),
    sides: sidesOf(rule),
  };
}

/** `-6.1pp [-8.4, -3.7]` */
export function observedWithInterval({ observed, interval }: RuleFigures): string {
  return [observed, interval].filter((part) => part !== "").join(" ");
}

/** A margin or distance in a rule's unit, without a sign: `2pp`, `10%`, `50 ms`, `0.05`. */
export function distance(value: number, { unit }: Pick<RuleVerdict, "unit">): string {
  const size = Math.abs(value);
  if (unit === "share" || unit === "points") return `${short(size * 100)}pp`;
  if (unit === "relative") return `${short(size * 100)}%`;
  return unit === "score" || unit === "count" ? short(size) : plain(size, unit, 0);
}

function subjectOf({ metric, scorer }: RuleVerdict): string {
  if (scorer === null || metric === scorer || metric.startsWith(`${scorer}.`)) return metric;
  return metric === "mean" ? scorer : `${scorer} ${metric}`;
}

function labelOf({ rule, kind, scorer }: RuleVerdict, subject: string, needs: string): string {
  if (kind === "noRegression") return `${subject}, ${needs}`;
  return scorer === null || rule.includes(scorer) ? rule : `${scorer} ${rule}`;
}

function needsOf(rule: RuleVerdict): string {
  if (rule.kind === "noRegression") return `${worse(rule)} <= ${distance(rule.threshold, rule)}`;
  const [, operator = "", value = ""] = /(==|>=|<=|>|<)\s*(.+)$/.exec(rule.rule) ?? [];
  if (operator !== "==") return `${operator} ${value}`.trim();
  return rule.unit === "count" && /^\w+$/.test(rule.metric) ? `${value} ${rule.metric}` : value;
}

/** `drop` or `rise`: the direction that a comparison with the baseline guards against. */
export function worse({ threshold, metric }: RuleVerdict): "drop" | "rise" {
  if (threshold !== 0) return threshold < 0 ? "drop" : "rise";
  return /^(costUsd|latencyMs|timeToFirstTokenMs|\w*[tT]okens|errors|skipped|attackSuccess|overRefusal)/.test(metric)
    ? "rise"
    : "drop";
}

function observedOf(rule: RuleVerdict): string {
  const { observed, threshold, unit, kind, metric } = rule;
  if (observed === null || kind === "precondition") return "";
  if (unit === "count" && (metric === "errors" || metric === "examples")) return count(observed, metric.slice(0, -1));
  if (unit === "count" && /^\w+$/.test(metric)) return `${number(observed)} ${metric}`;
  const show = (value: number, extra: number) =>
    kind === "noRegression" ? signed(value, unit, extra) : plain(value, unit, extra);
  // A value just beside its threshold must not read as if it met it.
  const digits = observed === threshold ? [] : [0, 1, 2, 3];
  return show(observed, digits.find((extra) => show(observed, extra) !== show(threshold, extra)) ?? 0);
}

function intervalOf([low, high]: [number, number], { unit, kind }: RuleVerdict): string {
  const end = (value: number): string => {
    if (unit === "points" || unit === "relative") return withSign(value * 100, 1);
    if (unit === "share") return bound(value);
    return kind === "noRegression" ? signed(value, unit, 0) : plain(value, unit, 0);
  };
  return `[${end(low)}, ${end(high)}]`;
}

function bound(share: number): string {
  const text = (share * 100).toFixed(1);
  return text === "100.0" || text === "0.0" ? text.slice(0, -2) : text;
}

function sidesOf({ baseline, current, unit, metric }: RuleVerdict): string {
  if (baseline === null || baseline === undefined || current === null || current === undefined) return "";
  const own = unit === "points" ? "share" : unit === "relative" ? unitOf(metric) : unit;
  return `${plain(baseline, own, 0)} -> ${plain(current, own, 0)}`;
}

// The unit of the values behind a relative difference.
function unitOf(metric: string): Unit {
  if (metric.startsWith("costUsd")) return "usd";
  if (/^(latencyMs|timeToFirstTokenMs)/.test(metric)) return "ms";
  return /^\w*[tT]okens/.test(metric) ? "tokens" : "score";
}

// `extra`: digits beyond the usual ones.
const formats: Record<Unit, (value: number, extra: number) => string> = {
  share: (value, extra) => (extra === 0 ? percent(value) : `${(value * 100).toFixed(1 + extra)}%`),
  points: (value, extra) => `${(value * 100).toFixed(1 + extra)}pp`,
  relative: (value, extra) => `${(value * 100).toFixed(1 + extra)}%`,
  ms: (value, extra) => (extra === 0 ? duration(value) : `${value.toFixed(extra - 1)} ms`),
  usd: (value, extra) => (extra === 0 ? money(value) : `$${value.toFixed(4 + extra)}`),
  score: (value, extra) => value.toFixed(2 + extra),
  count: (value, extra) => value.toLocaleString("en-US", { maximumFractionDigits: 1 + extra }),
  tokens: (value, extra) => value.toLocaleString("en-US", { maximumFractionDigits: 1 + extra }),
};

function plain(value: number, unit: Unit, extra: number): string {
  return formats[unit](value, extra);
}

// A call costs fractions of a cent: three digits that count, and no zeros behind them.
function money(usd: number): string {
  return usd >= 1 || usd < 1e-6 ? dollars(usd) : `$${Number(usd.toPrecision(3)).toFixed(9).replace(/0+$/, "")}`;
}

function signed(value: number, unit: Unit, extra: number): string {
  if (unit === "points") return `${withSign(value * 100, 1 + extra)}pp`;
  if (unit === "relative") return `${withSign(value * 100, 1 + extra)}%`;
  const text = plain(Math.abs(value), unit, extra);
  return value === 0 ? text : `${value < 0 ? "-" : "+"}${text}`;
}

function withSign(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : text;
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
