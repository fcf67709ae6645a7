import { binomialCdf } from "./binomial.ts";
import { normalCdf } from "./normal.ts";

/**
 * McNemar's exact two-sided test that b fixes and c regressions are equally likely: twice the binomial tail at 1/2, at
 * most 1; `midP` counts half of what was observed (Fagerland et al., BMC Med. Res. Methodol. 13, 2013). 1 without a change.
 */
export function mcnemarExact(b: number, c: number): { p: number; midP: number } {
  const n = b + c;
  const k = Math.min(b, c);
  const tail = binomialCdf(k, n, 0.5);
  return { p: Math.min(1, 2 * tail), midP: n === 0 ? 1 : Math.min(1, tail + binomialCdf(k - 1, n, 0.5)) };
}

/** McNemar's chi-squared (1 degree of freedom, no continuity correction). McNemar, Psychometrika 12, 1947. 0 without a change. */
export function mcnemarChiSquared(b: number, c: number): { statistic: number; p: number } {
  const statistic = b + c === 0 ? 0 : (b - c) ** 2 / (b + c);
  return { statistic, p: 2 * normalCdf(-Math.sqrt(statistic)) };
}
