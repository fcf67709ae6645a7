/** The p-quantile of ascending values by nearest rank (the smallest value that at least p of them do not exceed). NaN for none. */
export function nearestRank(ascending: ArrayLike<number>, p: number): number {
  const n = ascending.length;
  if (n === 0) return Number.NaN;
  const rank = Math.max(1, Math.ceil(p * n - 1e-9));
  return ascending[Math.min(n, rank) - 1] ?? Number.NaN;
}
