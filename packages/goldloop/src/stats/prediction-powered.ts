import { twoSidedZ } from "./normal.ts";
import type { Interval } from "./rate.ts";

/** One example that a person (`y`) and the judge (`f`) have scored, both 0..1. */
export interface Labelled {
  y: number;
  f: number;
}

/** A mean corrected by human labels, with the weight `lambda` given to the judge (1 for plain PPI, 0 for people only). */
export interface Corrected {
  mean: number;
  standardError: number;
  interval: Interval;
  lambda: number;
}

interface Moments {
  n: number;
  mean: number;
  variance: number;
}

/** Mean and variance (divided by n). */
function moments(values: readonly number[]): Moments {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { n: values.length, mean, variance: squares / values.length };
}

function weighted(
  labelled: readonly Labelled[],
  unlabelled: readonly number[],
  lambda: number,
  confidence: number,
): Corrected {
  const rest = moments(labelled.map(({ y, f }) => y - lambda * f));
  const judged = unlabelled.length === 0 ? { n: 1, mean: 0, variance: 0 } : moments(unlabelled);
  const mean = lambda * judged.mean + rest.mean;
  const standardError = Math.sqrt((lambda ** 2 * judged.variance) / judged.n + rest.variance / rest.n);
  const half = twoSidedZ(confidence) * standardError;
  return { mean, standardError, interval: [mean - half, mean + half], lambda };
}

/**
 * Prediction-powered inference: the judge's mean over the unlabelled examples plus the mean of people minus judge over the labelled ones, which must be a
 * random sample of both. Variance var f_U / N + var(y - f) / n, each divided by its n. Angelopoulos et al., Science 382, 2023. NaN without labels.
 */
export function ppi(labelled: readonly Labelled[], unlabelled: readonly number[], confidence = 0.95): Corrected {
  return weighted(labelled, unlabelled, unlabelled.length === 0 ? 0 : 1, confidence);
}

/**
 * PPI++: the judge is weighed by lambda = Cov(y, f) / ((1 + n / N) Var f), kept in 0..1, Var f over all examples, so that a poor judge does no harm.
 * Angelopoulos, Duchi and Zrnic, arXiv 2311.01453. NaN without labels.
 */
export function ppiPlusPlus(
  labelled: readonly Labelled[],
  unlabelled: readonly number[],
  confidence = 0.95,
): Corrected {
  const people = moments(labelled.map(({ y }) => y));
  const judge = moments(labelled.map(({ f }) => f));
  let covariance = 0;
  for (const { y, f } of labelled) covariance += ((y - people.mean) * (f - judge.mean)) / labelled.length;
  const { variance } = moments([...labelled.map(({ f }) => f), ...unlabelled]);
  const best = covariance / ((1 + labelled.length / unlabelled.length) * variance);
  const lambda = unlabelled.length === 0 || variance === 0 ? 0 : Math.min(1, Math.max(0, best));
  return weighted(labelled, unlabelled, lambda, confidence);
}
