/** One cluster of scores: the trials of one example, summed. */
export interface Cluster {
  /** Number of scores. */
  n: number;
  sum: number;
}

/** Arithmetic mean; NaN for no values. */
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard error of a mean, s / sqrt(n), s with n - 1. Miller, arXiv 2411.00640. NaN below two values. */
export function standardError(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (n - 1) / n);
}

/**
 * Standard error of the mean of all scores when the scores of one cluster belong together:
 * sqrt(G / (G - 1)) sqrt(sum_c (sum_i (s_i - mean))^2) / n. Equals s / sqrt(n) at one score a cluster.
 * Miller, arXiv 2411.00640, with the small-sample factor. NaN below two clusters.
 */
export function clusteredStandardError(clusters: Iterable<Cluster>): number {
  let n = 0;
  let sum = 0;
  let groups = 0;
  const kept: Cluster[] = [];
  for (const cluster of clusters) {
    if (cluster.n === 0) continue;
    kept.push(cluster);
    n += cluster.n;
    sum += cluster.sum;
    groups += 1;
  }
  if (groups < 2) return Number.NaN;
  const centre = sum / n;
  let squares = 0;
  for (const cluster of kept) squares += (cluster.sum - cluster.n * centre) ** 2;
  return Math.sqrt(groups / (groups - 1)) * (Math.sqrt(squares) / n);
}
