import type { Definition, Statistic } from "./catalogue.ts";

/** What a number of facts adds up to. */
export interface Sum {
  n: number;
  total: number;
  low: number;
  high: number;
  /** 50th, 90th, 95th and 99th percentile; empty unless asked for. */
  quantiles: readonly number[];
}

const places: Partial<Record<Statistic, number>> = { p50: 0, p90: 1, p95: 2, p99: 3 };

/** Whether a statistic needs percentiles. */
export function isPercentile(statistic: Statistic): boolean {
  return places[statistic] !== undefined;
}

/** The figure of a statistic; null when nothing was measured. Percentiles are within 1% (quantilesDD), and exact where all values are the same. */
export function figureOf(
  sum: Sum | undefined,
  statistic: Statistic,
  { counts }: Pick<Definition, "counts">,
): number | null {
  if (sum === undefined || sum.n === 0) return null;
  const place = places[statistic];
  if (place !== undefined) return Math.max(sum.low, Math.min(sum.high, sum.quantiles[place] ?? sum.high));
  switch (statistic) {
    case "count":
      return counts === "n" ? sum.n : sum.total;
    case "sum":
      return sum.total;
    default:
      return sum.total / sum.n;
  }
}
