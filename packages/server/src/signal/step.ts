const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 7, 14, 28].map((days) => days * dayMs),
];

/** The smallest step, ms, that a person would choose and that makes at most `points` of the range. */
export function stepOf({ fromMs, toMs }: { fromMs: number; toMs: number }, points: number): number {
  const least = (toMs - fromMs) / points;
  return steps.find((step) => step >= least) ?? Math.ceil(least / dayMs) * dayMs;
}
