import type { Change } from "./figure.ts";

/**
 * The change of an amount whose baseline is 0: no share of nothing can be allowed, so whatever is there now fails, and the figures are said as they are. Where
 * nothing is there now either, it passes only if every trial was measured. Undefined for any other baseline.
 */
export function changeFromNothing(
  { baseline, current, errors }: { baseline: number; current: number; errors: number },
  metric: string,
): Change | undefined {
  if (baseline !== 0) return undefined;
  if (current > 0) {
    const reason = `${metric} was 0 in the baseline and is ${Number(current.toPrecision(6))} now: that is no share of anything`;
    return { verdict: "fail", wrongSide: true, baseline, current, reason };
  }
  if (errors === 0) return undefined;
  const reason = `${metric} is 0 in the baseline and now, and not every trial was measured`;
  return { verdict: "fail", wrongSide: true, baseline, current, reason };
}
