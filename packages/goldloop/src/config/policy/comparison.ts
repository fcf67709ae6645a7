import { readMetric, type MetricFault } from "./metric.ts";
import type { MetricName, Operator, Regression, Requirement } from "./policy.ts";

const pattern = /^(.+?)\s*(==|>=|<=|!=|=>|=<|=|>|<)\s*(.+)$/;
const operators = new Set(["==", ">=", "<=", ">", "<"]);
const rightOperator: Readonly<Record<string, string>> = { "=>": ">=", "=<": "<=", "=": "==", "!=": "==" };
const number = /^([+-]?)(\$?)(\d+(?:\.\d+)?|\.\d+)\s*(%|pp|ms|s|usd|USD)?$/;

interface Amount {
  sign: "" | "+" | "-";
  value: number;
  unit: "" | "%" | "pp" | "ms" | "s" | "usd";
}

/** Reads `passRate == 100%`. The result is a fault when it is no comparison or can never be decided. */
export function readRequirement(text: string): Omit<Requirement, "location"> | MetricFault {
  const match = pattern.exec(text.trim());
  if (match === null) {
    return {
      fault: `"${text}" is no comparison`,
      hint: "metric[.statistic] (==|>=|<=|>|<) value, as in passRate == 100%",
    };
  }
  const [, left = "", sign = "", right = ""] = match;
  if (!operators.has(sign)) {
    return { fault: `"${sign}" is no operator here`, hint: `${left.trim()} ${rightOperator[sign] ?? "=="} ${right}` };
  }
  const operator = sign as Operator;
  const metric = readMetric(left.trim());
  if ("fault" in metric) return metric;
  const amount = readAmount(right);
  if (amount === undefined)
    return { fault: `"${right}" is no value`, hint: `${metric.text} ${operator} ${sampleOf(metric)}` };
  if (amount.sign !== "" && metric.kind !== "judge") {
    return {
      fault: `"${right}" has a sign; a limit has none`,
      hint: `noRegression: { ${metric.text}: ${right} }   allows a change`,
    };
  }
  const value = valueOf(amount, metric, right);
  if (typeof value !== "number") return value;
  const unreachable = cannotBeShown(metric, operator, value);
  if (unreachable !== undefined) return unreachable;
  const written = right.replace(/\s+/g, "");
  const name = metric.observed ? `${metric.text}.observed` : metric.text;
  return { text: `${name} ${operator} ${written}`, metric, operator, value, written };
}

/** Reads one entry of `noRegression`: `mean` and `-2pp`, `costUsd.mean` and `+10%`. */
export function readRegression(name: string, given: string): Omit<Regression, "location"> | MetricFault {
  const metric = readMetric(name.trim());
  if ("fault" in metric) return metric;
  if (metric.observed) return { fault: "a regression has no .observed", hint: metric.text };
  if (metric.kind === "count" || metric.kind === "judge") {
    return {
      fault: `${metric.text} cannot be compared with a baseline`,
      hint: "mean, passRate, costUsd.mean, latencyMs.p95 or a scorer's name",
    };
  }
  if (metric.statistic === "min" || metric.statistic === "max") {
    return {
      fault: `${metric.text} rests on one example; no difference of it can be decided`,
      hint: `${metric.metric}.p95`,
    };
  }
  if (metric.metric === "guarded.passRate" || metric.metric === "attackSuccess" || metric.metric === "overRefusal") {
    return {
      fault: `${metric.text} has a limit, not a baseline`,
      hint: `require: [${metric.text} == ${metric.better === "higher" ? "100%" : "0"}]`,
    };
  }
  const sample = metric.better === "higher" ? "-2pp" : "+10%";
  const amount = readAmount(given);
  if (amount === undefined) return { fault: `"${given}" is no change`, hint: `${metric.text}: ${sample}` };
  const expected = metric.better === "higher" ? "-" : "+";
  if (amount.value !== 0 && amount.sign !== expected) {
    const what = metric.better === "higher" ? "may drop, so the sign is -" : "may rise, so the sign is +";
    return { fault: `${metric.text} ${what}`, hint: `${metric.text}: ${expected}${given.replace(/^[+-]/, "")}` };
  }
  const margin = marginOf(amount, metric, given);
  if ("fault" in margin) return margin;
  const written = given.replace(/\s+/g, "");
  return { text: `${metric.text}: ${written}`, metric, margin, written };
}

function readAmount(text: string): Amount | undefined {
  const match = number.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = "", dollar = "", digits = "", unit = ""] = match;
  if (dollar !== "" && unit !== "") return undefined;
  return {
    sign: sign as Amount["sign"],
    value: Number(digits),
    unit: dollar === "$" ? "usd" : (unit.toLowerCase() as Amount["unit"]),
  };
}

function isTime(metric: MetricName): boolean {
  return metric.metric === "latencyMs" || metric.metric === "timeToFirstTokenMs";
}

function valueOf({ sign, value, unit }: Amount, metric: MetricName, written: string): number | MetricFault {
  const wrong = (): MetricFault => ({
    fault: `${metric.text} is not measured in "${written}"`,
    hint: `${metric.text} ${metric.better === "higher" ? ">=" : "<="} ${sampleOf(metric)}`,
  });
  if (unit === "pp") return wrong();
  switch (metric.kind) {
    case "rate": {
      // 0.5 may mean half or half a percent: a rate is written with its sign.
      if (unit === "" && value !== 0) {
        return {
          fault: `${written} can mean ${percent(value)} or ${value}%`,
          hint: value <= 1 ? `write ${percent(value)}` : `write ${value}%`,
        };
      }
      if (unit !== "" && unit !== "%") return wrong();
      return value > 100 ? { fault: `${written} is more than 100%` } : value / 100;
    }
    case "score": {
      if (unit !== "" && unit !== "%") return wrong();
      const share = unit === "%" ? value / 100 : value;
      return share > 1 ? { fault: `${written} is above 1; scores lie within 0 and 1`, hint: `write ${value}%` } : share;
    }
    case "judge":
      // Accuracy, sensitivity and specificity are shares; kappa is none.
      if (unit === "%" && metric.metric !== "kappa") return value > 100 ? wrong() : value / 100;
      if (unit !== "") return wrong();
      return value > 1 ? wrong() : sign === "-" ? -value : value;
    case "count":
      if (unit !== "" || !Number.isInteger(value)) return wrong();
      return value;
    default:
      if (isTime(metric)) return unit === "s" ? value * 1000 : unit === "" || unit === "ms" ? value : wrong();
      if (metric.metric === "costUsd") return unit === "" || unit === "usd" ? value : wrong();
      return unit === "" ? value : wrong();
  }
}

function marginOf({ value, unit }: Amount, metric: MetricName, written: string): Regression["margin"] | MetricFault {
  const sign = metric.better === "higher" ? -1 : 1;
  if (unit === "%") return { kind: "relative", value: (sign * value) / 100 };
  const wrong: MetricFault = {
    fault: `"${written}" is no change of ${metric.text}`,
    hint:
      metric.kind === "distribution"
        ? `${metric.text}: +10%`
        : `${metric.text}: -2pp   (points; a signed % is relative)`,
  };
  if (metric.kind !== "distribution") {
    return unit === "pp" || value === 0 ? { kind: "absolute", value: (sign * value) / 100 } : wrong;
  }
  if (metric.statistic !== "mean" && value !== 0) {
    return { fault: `a change of ${metric.text} is written as a share`, hint: `${metric.text}: +10%` };
  }
  const absolute = valueOf({ sign: "", value, unit }, metric, written);
  return typeof absolute === "number" ? { kind: "absolute", value: sign * absolute } : wrong;
}

/** `>= 100%` would need endless examples; `== 100%` says what is meant. */
function cannotBeShown(metric: MetricName, operator: Operator, value: number): MetricFault | undefined {
  if (metric.kind !== "rate" || metric.observed) return undefined;
  if (value === 1 && (operator === ">=" || operator === ">")) {
    return { fault: `no number of examples shows ${metric.text} ${operator} 100%`, hint: `${metric.text} == 100%` };
  }
  if (value === 0 && (operator === "<=" || operator === "<")) {
    return { fault: `no number of examples shows ${metric.text} ${operator} 0`, hint: `${metric.text} == 0` };
  }
  return undefined;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

function sampleOf(metric: MetricName): string {
  switch (metric.kind) {
    case "rate":
      return metric.better === "higher" ? "95%" : "5%";
    case "score":
      return "0.85";
    case "judge":
      return "0.7";
    case "count":
      return "0";
    default:
      return isTime(metric) ? "1200ms" : metric.metric === "costUsd" ? "0.012" : "2000";
  }
}
