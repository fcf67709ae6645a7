import type { Requirement } from "../config/index.ts";
import { normalQuantile, wilsonBound, wilsonInterval } from "../stats/index.ts";
import { holds, threeState } from "./comparison.ts";
import type { JudgeCalibration } from "./evidence.ts";
import { faulty, figure, type Figure } from "./figure.ts";
import type { Terms } from "./rate.ts";

interface Bounds {
  lower: number;
  upper: number;
}

/**
 * Judges a rule on a figure of a judge's calibration (design 7.4). The lock holds kappa with its two-sided 95% interval: a one-sided bound at
 * another confidence is kappa plus or minus that side's half width, stretched by the ratio of the normal quantiles.
 * The other figures are rates with Wilson's bounds.
 */
export function judgeCalibration(
  judge: string,
  calibration: JudgeCalibration | undefined,
  rule: Requirement,
  terms: Terms,
): Figure {
  const hint = `goldloop judge calibrate ${judge} && goldloop lock`;
  if (calibration === undefined) return faulty("no-calibration", `judge ${judge} is not calibrated`, { hint });
  const read = readFigure(calibration, rule.metric.metric);
  if (read === undefined) {
    return faulty("no-calibration", `the calibration of judge ${judge} has no ${rule.metric.metric}`, { hint });
  }
  const { observed, n, boundsAt } = read;
  const wrongSide = !holds(observed, rule.operator, rule.value);
  const twoSided = boundsAt(0.5 + terms.confidence / 2);
  const base = { observed, n, wrongSide, interval: [twoSided.lower, twoSided.upper] as [number, number] };
  if (rule.operator === "==" || rule.metric.observed) return figure({ ...base, verdict: wrongSide ? "fail" : "pass" });
  const { verdict, bound } = threeState(rule.operator, rule.value, boundsAt(terms.confidence));
  return figure({
    ...base,
    verdict,
    bound,
    needed: verdict === "inconclusive" ? labelsNeeded(observed, rule.value, n, bound) : null,
    hint: verdict === "inconclusive" ? `goldloop judge label ${judge}` : null,
  });
}

function readFigure(
  calibration: JudgeCalibration,
  metric: string,
): { observed: number; n: number; boundsAt: (confidence: number) => Bounds } | undefined {
  const { n, kappa, kappaInterval } = calibration;
  if (metric === "kappa") {
    if (!Number.isFinite(kappa) || !kappaInterval.every(Number.isFinite)) return undefined;
    const [low, high] = kappaInterval;
    return {
      observed: kappa,
      n,
      boundsAt: (confidence) => {
        const ratio = normalQuantile(confidence) / normalQuantile(0.975);
        // A perfect agreement has no width; Wilson's bound of n agreements takes its place, as no spread is no certainty.
        const unseen = high - low > 0 ? 0 : 1 - wilsonBound(1, n, confidence, "lower");
        return {
          lower: Math.max(-1, kappa - Math.max(unseen, (kappa - low) * ratio)),
          upper: Math.min(1, kappa + Math.max(unseen, (high - kappa) * ratio)),
        };
      },
    };
  }
  const rate = {
    accuracy: calibration.accuracy,
    sensitivity: calibration.sensitivity,
    specificity: calibration.specificity,
  }[metric];
  if (rate === undefined || rate === null || !Number.isFinite(rate)) return undefined;
  const size = metric === "accuracy" ? n : sizeOf(calibration, metric);
  return {
    observed: rate,
    n: Math.round(size),
    boundsAt: (confidence) => {
      const [lower, upper] = wilsonInterval(rate, size, Math.max(0, 2 * confidence - 1));
      return { lower, upper };
    },
  };
}

/**
 * How many labels a sensitivity or specificity rests on. The lock does not say, but accuracy x n = sensitivity x positives +
 * specificity x negatives does, unless the two are equal: then half of the labels are taken.
 */
function sizeOf({ n, accuracy, sensitivity, specificity }: JudgeCalibration, metric: string): number {
  if (sensitivity === null || specificity === null || Math.abs(sensitivity - specificity) < 1e-9) return n / 2;
  const positives = Math.min(n, Math.max(0, (n * (accuracy - specificity)) / (sensitivity - specificity)));
  return metric === "sensitivity" ? positives : n - positives;
}

/** The half width shrinks with the root of n; 80% chance takes (z_a + z_b)^2 / z_a^2 of what the bound alone takes. */
function labelsNeeded(observed: number, threshold: number, n: number, bound: number): number | null {
  const distance = Math.abs(observed - threshold);
  if (distance === 0) return null;
  const z = normalQuantile(0.95);
  const power = ((z + normalQuantile(0.8)) / z) ** 2;
  return Math.max(n + 1, Math.ceil(n * power * (Math.abs(bound - observed) / distance) ** 2));
}
