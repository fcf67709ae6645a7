import { InputError } from "../error/index.ts";
import type { GateRule } from "./acceptance-rule.ts";

const pattern = /^([+-]?)(\$?)(\d+(?:\.\d+)?|\.\d+)\s*(%|pp|ms|s|usd)?$/i;

/** How a rule's figure is written. */
type Form = "percent" | "points" | "score" | "ms" | "usd" | "plain";

function formOf({ kind, metric, relative }: GateRule): Form {
  if (relative) return "percent";
  const share = metric.kind === "rate" || metric.kind === "score";
  if (kind === "noRegression" && share) return "points";
  if (metric.kind === "rate") return "percent";
  if (metric.kind === "score") return "score";
  if (metric.metric === "latencyMs" || metric.metric === "timeToFirstTokenMs") return "ms";
  return metric.metric === "costUsd" ? "usd" : "plain";
}

const samples: Readonly<Record<Form, string>> = {
  percent: "95%",
  points: "-3pp",
  score: "0.85",
  ms: "1200ms",
  usd: "$40",
  plain: "2",
};

/**
 * Reads a figure of a rule in the rule's own unit: rates and relative changes as shares, times in ms, money in USD.
 * Throws InputError `bad-figure`; a rate needs its sign, since 0.5 may mean half or half a percent.
 */
export function readFigure(rule: GateRule, text: string, flag: string): number {
  const form = formOf(rule);
  const match = pattern.exec(text.trim());
  const [, sign = "", dollar = "", digits = "", unit = ""] = match ?? [];
  const scale =
    match === null ? undefined : scaleOf(form, (dollar === "" ? unit : `usd${unit}`).toLowerCase(), Number(digits));
  if (scale === undefined) {
    throw new InputError("bad-figure", `"${text}" is no figure of ${rule.text}`, {
      hint: `${flag} ${rule.relative ? "+15%" : samples[form]}`,
    });
  }
  const value = Number((Number(digits) * scale).toPrecision(15));
  return sign === "-" && value !== 0 ? -value : value;
}

function scaleOf(form: Form, unit: string, value: number): number | undefined {
  if (unit === "" && value === 0) return 1;
  switch (form) {
    case "percent":
      return unit === "%" ? 0.01 : undefined;
    case "points":
      return unit === "pp" ? 0.01 : undefined;
    case "score":
      return unit === "%" ? 0.01 : unit === "" && value <= 1 ? 1 : undefined;
    case "ms":
      return unit === "s" ? 1000 : unit === "ms" || unit === "" ? 1 : undefined;
    case "usd":
      return unit === "usd" || unit === "" ? 1 : undefined;
    default:
      return unit === "" ? 1 : undefined;
  }
}

/** A figure of a rule as people read it: `95%`, `-3pp`, `1200ms`. */
export function showFigure(rule: GateRule, value: number): string {
  const form = formOf(rule);
  const plus = rule.kind === "noRegression" && value > 0 ? "+" : "";
  const number = (times: number): string => String(Number((value * times).toPrecision(6)));
  switch (form) {
    case "percent":
      return `${plus}${number(100)}%`;
    case "points":
      return `${plus}${number(100)}pp`;
    case "ms":
      return `${plus}${number(1)}ms`;
    case "usd":
      return value < 0 ? `-$${number(-1)}` : `${plus}$${number(1)}`;
    default:
      return `${plus}${number(1)}`;
  }
}
