export { clusteredStandardError, standardError } from "./mean.ts";
export type { Cluster } from "./mean.ts";
export { meanInterval } from "./mean-interval.ts";
export { normalQuantile } from "./normal.ts";
export { passAllOf, passAnyOf } from "./pass-k.ts";
export { nearestRank } from "./percentile.ts";
export { effectiveSize, wilsonInterval } from "./rate.ts";
export type { Interval } from "./rate.ts";
