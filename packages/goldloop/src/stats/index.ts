export { cohenKappa, fleissKappa, kappaNeeded, krippendorffAlphaNominal } from "./agreement.ts";
export type { Kappa, Label } from "./agreement.ts";
export { betaQuantile, regularizedBeta } from "./beta.ts";
export { binomialCdf, binomialTestGreater } from "./binomial.ts";
export { bootstrapBound, pairedBootstrap, percentileRatio } from "./bootstrap.ts";
export type { Bootstrap, BootstrapOptions } from "./bootstrap.ts";
export { gradedBound, gradedNonInferiority } from "./graded.ts";
export { canaryMoved, judgeAccuracy, roganGladen } from "./judge.ts";
export type { RateWithInterval } from "./judge.ts";
export { mcnemarChiSquared, mcnemarExact } from "./mcnemar.ts";
export { clusteredStandardError, standardError } from "./mean.ts";
export type { Cluster } from "./mean.ts";
export { meanBound } from "./mean-bound.ts";
export { meanInterval } from "./mean-interval.ts";
export { benjaminiHochberg, holm } from "./multiple.ts";
export { normalCdf, normalQuantile } from "./normal.ts";
export { pairedDifference, pairedInterval } from "./paired.ts";
export type { PairedDifference } from "./paired.ts";
export { pairedVerdict } from "./paired-verdict.ts";
export type { PairedVerdict, ScoreKind, Verdict } from "./paired-verdict.ts";
export { passAllOf, passAnyOf } from "./pass-k.ts";
export { nearestRank } from "./percentile.ts";
export { percentileBelow, percentileBoundRank, percentileIntervalRanks } from "./percentile-bound.ts";
export { ppi, ppiPlusPlus } from "./prediction-powered.ts";
export type { Corrected, Labelled } from "./prediction-powered.ts";
export { seededRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { effectiveSize, wilsonInterval } from "./rate.ts";
export type { Interval } from "./rate.ts";
export {
  clopperPearsonBound,
  clopperPearsonInterval,
  rateBound,
  wilsonBound,
  zeroFailuresNeeded,
} from "./rate-bound.ts";
export type { Side } from "./rate-bound.ts";
export { relativeNonInferiority } from "./relative.ts";
export type { RelativeVerdict } from "./relative.ts";
export {
  detectableRegression,
  powerNonInferiority,
  sampleSizeMean,
  sampleSizeNonInferiority,
  sampleSizeRate,
  sampleSizeWithTrials,
} from "./sample-size.ts";
export { studentTCdf, studentTQuantile } from "./student-t.ts";
export {
  decidableMargin,
  differenceSums,
  neededForMargin,
  nonInferiority,
  tangoBound,
  tangoInterval,
} from "./tango.ts";
export type { DifferenceSums } from "./tango.ts";
