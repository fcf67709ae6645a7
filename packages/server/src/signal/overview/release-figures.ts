import type { Overview } from "../../api/contract/signals.ts";
import type { Group } from "../sums.ts";
import type { Release } from "../releases.ts";
import type { ReleaseShares } from "./release-change.ts";

const mostReleases = 6;

/** The newest releases that were seen or marked before `toMs`, with what the groups say of each. */
export function releaseFigures(
  seen: readonly Release[],
  marks: readonly Release[],
  groups: readonly Group[],
  toMs: number,
): Overview["releases"] {
  const notes = new Map(marks.map((mark) => [mark.release, mark]));
  const sums = (measure: string, release: string) =>
    groups.find((group) => group.measure === measure && group.group === release)?.whole;
  const known = new Set(seen.map(({ release }) => release));
  return [...seen, ...marks.filter(({ release }) => !known.has(release))]
    .filter(({ timeMs }) => timeMs < toMs)
    .toSorted((a, b) => b.timeMs - a.timeMs)
    .slice(0, mostReleases)
    .map(({ release, timeMs }) => {
      const errors = sums("errorRate", release);
      const latency = sums("latencyMs", release);
      const cost = sums("costUsd", release);
      const note = notes.get(release)?.note;
      return {
        release,
        firstSeenMs: timeMs,
        ...(note === undefined ? {} : { note }),
        traces: errors?.n ?? 0,
        errorRate: errors === undefined ? null : errors.total / errors.n,
        latencyP95Ms:
          latency === undefined
            ? null
            : Math.max(latency.low, Math.min(latency.high, latency.quantiles[2] ?? latency.high)),
        costUsdPerTrace: errors === undefined || cost === undefined ? null : cost.total / errors.n,
      };
    });
}

/** What the groups say of a release in shares. */
export function releaseShares(
  { release, traces }: Overview["releases"][number],
  groups: readonly Group[],
): ReleaseShares {
  const own = groups.filter(({ group, whole }) => group === release && whole.n > 0);
  return {
    release,
    traces,
    shares: Object.fromEntries(own.map(({ measure, whole: { total, n } }) => [measure, { value: total / n, n }])),
  };
}
