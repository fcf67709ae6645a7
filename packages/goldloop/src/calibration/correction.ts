import { ppi, ppiPlusPlus, roganGladen, type Interval } from "../stats/index.ts";

/** A mean with its standard error and 95% interval. */
export interface EstimatedMean {
  mean: number;
  standardError: number;
  interval: Interval;
}

/** A judge's mean corrected with labels of people on a random sample. */
export interface CorrectedMean {
  /** Labelled outputs, and all outputs. */
  labelled: number;
  n: number;
  /** The judge alone, over all outputs. */
  judge: number;
  /** The people alone, over the labelled ones. */
  people: EstimatedMean;
  ppi: EstimatedMean;
  /** Weighed by how much the judge knows. */
  ppiPlusPlus: EstimatedMean & { lambda: number };
  /** The judge's rate corrected by its sensitivity and specificity (Rogan and Gladen); null where there are none, or the judge is no better than chance. */
  roganGladen: number | null;
  /** What people say over all outputs, where all are labelled and only some were used; null otherwise. */
  truth: number | null;
}

/**
 * The mean of a judge's verdicts (0..1, by row; NaN where there is none) corrected with labels of people (0..1, by row), which must come from a
 * random sample of the same rows. Undefined for fewer than two labels on judged rows.
 */
export function correctedMean(
  judged: ArrayLike<number>,
  labels: ReadonlyMap<number, number>,
  skill?: { sensitivity: number | null; specificity: number | null },
): CorrectedMean | undefined {
  const labelled: { y: number; f: number }[] = [];
  const rest: number[] = [];
  for (let row = 0; row < judged.length; row += 1) {
    const f = judged[row] ?? Number.NaN;
    if (Number.isNaN(f)) continue;
    const y = labels.get(row);
    if (y === undefined) rest.push(f);
    else labelled.push({ y, f });
  }
  if (labelled.length < 2) return undefined;
  const n = labelled.length + rest.length;
  const judge = (labelled.reduce((sum, { f }) => sum + f, 0) + rest.reduce((sum, f) => sum + f, 0)) / n;
  const people = ppi(labelled, []);
  const { sensitivity = null, specificity = null } = skill ?? {};
  const rate = sensitivity === null || specificity === null ? Number.NaN : roganGladen(judge, sensitivity, specificity);
  return {
    labelled: labelled.length,
    n,
    judge,
    people: estimate(people),
    ppi: estimate(ppi(labelled, rest)),
    ppiPlusPlus: withLambda(labelled, rest),
    roganGladen: Number.isNaN(rate) ? null : rate,
    truth: null,
  };
}

function withLambda(
  labelled: readonly { y: number; f: number }[],
  rest: readonly number[],
): CorrectedMean["ppiPlusPlus"] {
  const found = ppiPlusPlus(labelled, rest);
  return { ...estimate(found), lambda: found.lambda };
}

function estimate({ mean, standardError, interval }: EstimatedMean): EstimatedMean {
  return { mean, standardError, interval };
}
