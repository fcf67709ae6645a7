import type { Json } from "../digest/index.ts";

/** A label as a person or a judge gives it: a number on the scale, the name of a step, yes or no. */
export type LabelValue = number | string | boolean;

/** What labels mean for one judge. */
export interface LabelScale {
  /** [lowest, highest]; used without `labels`. */
  scale: readonly [number, number];
  /** Names of the steps, lowest first. */
  labels?: readonly string[] | undefined;
}

/** The scale of pairwise judgements: which of two outputs is better. */
export const pairScale: LabelScale = { scale: [0, 1], labels: ["B", "tie", "A"] };

/** Rounding that is forgiven. */
const tolerance = 1e-9;

/** What a label is worth, 0..1; undefined when it is not on the scale. Yes is the highest, no the lowest. */
export function valueOfLabel(label: Json, { scale: [lowest, highest], labels }: LabelScale): number | undefined {
  if (typeof label === "boolean") return Number(label);
  if (labels !== undefined) {
    if (typeof label !== "string" && typeof label !== "number") return undefined;
    const step = labels.indexOf(String(label));
    return step === -1 ? undefined : step / (labels.length - 1);
  }
  if (typeof label !== "number" || label < lowest || label > highest) return undefined;
  return (label - lowest) / (highest - lowest);
}

/**
 * The category that agreement is counted in: the nearest step's name where the scale has named steps, else `pass` from
 * the threshold (0..1) on and `fail` below it.
 */
export function categoryOf(value: number, { labels }: LabelScale, threshold: number): string {
  if (labels === undefined) return value >= threshold - tolerance ? "pass" : "fail";
  return labels[Math.round(value * (labels.length - 1))] ?? "";
}

/** A value, 0..1, as the scale writes it: a step's name, or a number on the scale to six digits. */
export function labelOfValue(value: number, { scale: [lowest, highest], labels }: LabelScale): string | number {
  if (labels !== undefined) return categoryOf(value, { scale: [lowest, highest], labels }, 0);
  return Number((lowest + value * (highest - lowest)).toFixed(6));
}

/** How far apart two verdicts on a numeric scale are, as a share of it, before one counts as another verdict. */
const sameWithin = 0.1;

/** Whether two verdicts (0..1, null for none) are different ones: another step, or more than a tenth of the scale apart. */
export function isFlip(before: number | null, now: number | null, scale: LabelScale): boolean {
  if (before === null || now === null) return before !== now;
  if (scale.labels !== undefined) return categoryOf(before, scale, 0) !== categoryOf(now, scale, 0);
  return Math.abs(before - now) > sameWithin + tolerance;
}

/** How the scale's labels are written, for messages. */
export function describeScale({ scale: [lowest, highest], labels }: LabelScale): string {
  return labels === undefined ? `a number from ${lowest} to ${highest}` : `one of ${labels.join(", ")}`;
}
