import { durationText, type FigureUnit, figureText, shareText } from "../../design/index.ts";

/** A signal's figure and the same of the range before. */
export interface Compared {
  unit: FigureUnit;
  worse: "higher" | "lower" | "none";
  value: number | null;
  n: number;
  before: { value: number | null; n: number };
}

export interface Change {
  mark: "▲" | "▼" | "=" | "";
  /** `12%`, `0.4 points`; empty when nothing moved. */
  amount: string;
  /** What it means, in a word or two. */
  word: string;
  verdict: "pass" | "fail" | "none";
}

/** Fewer than this on either side and nothing is called better or worse. */
const enough = 20;

/**
 * What moved against the range before. Shares are called worse or better when the difference of the two proportions exceeds 1.96
 * standard errors (pooled); other figures when they moved by 5% or more on at least 20 on both sides. Volumes are never
 * worse or better.
 */
export function changeOf({ unit, worse, value, n, before }: Compared): Change {
  if (value === null) return { mark: "", amount: "", word: "nothing measured", verdict: "none" };
  if (before.value === null || before.n === 0) return { mark: "", amount: "", word: "nothing before", verdict: "none" };
  const difference = value - before.value;
  if (difference === 0) return { mark: "=", amount: "", word: "as before", verdict: "none" };
  const mark = difference > 0 ? "▲" : "▼";
  const amount = amountOf(unit, difference, before.value);
  if (worse === "none") return { mark, amount, word: difference > 0 ? "more" : "less", verdict: "none" };
  if (n < enough || before.n < enough) return { mark, amount, word: "few", verdict: "none" };
  const real =
    unit === "share"
      ? sharesDiffer(value, n, before.value, before.n)
      : Math.abs(difference) >= 0.05 * Math.abs(before.value);
  if (!real) return { mark, amount, word: "as before", verdict: "none" };
  const isWorse = difference > 0 === (worse === "higher");
  return { mark, amount, word: isWorse ? "worse" : "better", verdict: isWorse ? "fail" : "pass" };
}

function amountOf(unit: FigureUnit, difference: number, before: number): string {
  const size = Math.abs(difference);
  if (unit === "share") return `${shareText(size).replace("%", "")} points`;
  if (unit === "score") return figureText(size, "score");
  if (before === 0) return unit === "ms" ? durationText(size) : figureText(size, unit);
  const ratio = size / Math.abs(before);
  return ratio > 10 ? `${Math.round(ratio + 1)}×` : shareText(Number(ratio.toPrecision(2)));
}

/** Two-sided test of two proportions at 5%, pooled (Agresti, Categorical Data Analysis, 3.4). */
function sharesDiffer(a: number, nA: number, b: number, nB: number): boolean {
  const pooled = (a * nA + b * nB) / (nA + nB);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / nA + 1 / nB));
  return error > 0 && Math.abs(a - b) / error > 1.96;
}
