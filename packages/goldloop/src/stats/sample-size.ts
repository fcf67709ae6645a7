import { normalCdf, normalQuantile } from "./normal.ts";
import { zeroFailuresNeeded } from "./rate-bound.ts";

/** Rounds up, unless only the last digits of the arithmetic are above. */
function up(n: number): number {
  return Math.max(1, Math.ceil(n - 1e-9));
}

/**
 * Examples needed to show, paired, that a rate has not fallen by `margin`, if it has not fallen at all: (z_a + z_b)^2 psi / m^2, psi the share of
 * examples that change. One-sided `alpha`. Never fewer than a margin takes when nothing changes.
 */
export function sampleSizeNonInferiority(of: { psi: number; margin: number; alpha?: number; power?: number }): number {
  const { psi, margin, alpha = 0.05, power = 0.8 } = of;
  const z = normalQuantile(1 - alpha);
  return up(Math.max(((z + normalQuantile(power)) ** 2 * psi) / margin ** 2, (z * z * (1 - margin)) / margin));
}

/** The power of that test with n examples: the chance to pass when nothing is worse. Normal approximation. */
export function powerNonInferiority(of: { psi: number; margin: number; n: number; alpha?: number }): number {
  const { psi, margin, n, alpha = 0.05 } = of;
  return normalCdf(margin * Math.sqrt(n / psi) - normalQuantile(1 - alpha));
}

/** The smallest drop of a rate (0..1) that n paired examples find with this power, psi being the share of examples that change. One-sided `alpha`. */
export function detectableRegression(of: { psi: number; n: number; alpha?: number; power?: number }): number {
  const { psi, n, alpha = 0.05, power = 0.8 } = of;
  return (normalQuantile(1 - alpha) + normalQuantile(power)) * Math.sqrt(psi / n);
}

/**
 * Examples needed to find a difference with several trials each: (z_{a/2} + z_b)^2 (w^2 + s_A^2/K_A + s_B^2/K_B) / d^2, where w^2 is the variance of the true
 * differences between examples and s^2 that of the trials of one example. Two-sided `alpha`. Miller, arXiv 2411.00640.
 */
export function sampleSizeWithTrials(of: {
  w2: number;
  varianceA: number;
  trialsA: number;
  varianceB: number;
  trialsB: number;
  difference: number;
  alpha?: number;
  power?: number;
}): number {
  const { w2, varianceA, trialsA, varianceB, trialsB, difference, alpha = 0.05, power = 0.8 } = of;
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return up((z * z * (w2 + varianceA / trialsA + varianceB / trialsB)) / difference ** 2);
}

/**
 * Scores needed so that the one-sided bound of a rate that is truly `rate` clears `threshold` with this power: the normal approximation, and never fewer
 * than a threshold takes without a single exception. Infinity where the rate is the threshold.
 */
export function sampleSizeRate(of: { rate: number; threshold: number; confidence?: number; power?: number }): number {
  const { rate, threshold, confidence = 0.95, power = 0.8 } = of;
  if (rate === threshold) return Number.POSITIVE_INFINITY;
  const spread =
    normalQuantile(confidence) * Math.sqrt(threshold * (1 - threshold)) +
    normalQuantile(power) * Math.sqrt(rate * (1 - rate));
  const room = rate > threshold ? 1 - threshold : threshold;
  const least = room > 0 && room < 1 ? zeroFailuresNeeded(room, confidence) : 1;
  return Math.max(least, up((spread / (rate - threshold)) ** 2));
}

/** Examples needed so that the one-sided bound of a mean clears `threshold` with this power, from the deviation of one example. Infinity where the mean is the threshold. */
export function sampleSizeMean(of: {
  mean: number;
  threshold: number;
  deviation: number;
  confidence?: number;
  power?: number;
}): number {
  const { mean, threshold, deviation, confidence = 0.95, power = 0.8 } = of;
  if (mean === threshold) return Number.POSITIVE_INFINITY;
  const z = normalQuantile(confidence) + normalQuantile(power);
  return Math.max(2, up(((z * deviation) / (mean - threshold)) ** 2));
}
