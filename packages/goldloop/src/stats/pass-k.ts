/** Product of (a - i) / (b - i) for i < k: a ratio of binomial coefficients without overflow. */
function fallingRatio(a: number, b: number, k: number): number {
  let result = 1;
  for (let i = 0; i < k; i++) result *= (a - i) / (b - i);
  return result;
}

/**
 * pass^k of one example: the chance that k trials all pass, unbiased, C(c, k) / C(n, k).
 * Yao et al., tau-bench, arXiv 2406.12045. NaN when k is more than n.
 */
export function passAllOf(n: number, passed: number, k: number): number {
  if (k > n) return Number.NaN;
  return passed < k ? 0 : fallingRatio(passed, n, k);
}

/**
 * pass@k of one example: the chance that at least one of k trials passes, unbiased, 1 - C(n - c, k) / C(n, k).
 * Chen et al., arXiv 2107.03374. NaN when k is more than n.
 */
export function passAnyOf(n: number, passed: number, k: number): number {
  if (k > n) return Number.NaN;
  const failed = n - passed;
  return failed < k ? 1 : 1 - fallingRatio(failed, n, k);
}
