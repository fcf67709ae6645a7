/** Shares by which releases are compared: `n` says how sure they are. A mean of costs does not. */
const compared = [
  { measure: "errorRate", words: "errors" },
  { measure: "toolErrorRate", words: "tool errors" },
  { measure: "fallbackRate", words: "fallbacks" },
  { measure: "refusalRate", words: "refusals" },
] as const;

/** What a release did in the range: each share 0..1, and of how many. */
export interface ReleaseShares {
  release: string;
  traces: number;
  shares: Readonly<Partial<Record<string, { value: number; n: number }>>>;
}

/** What the newest release changed most, against the one before it. */
export interface ReleaseChange {
  words: string;
  newest: string;
  before: string;
  /** 0..1 */
  share: number;
  shareBefore: number;
}

/** Fewer than this on either side and nothing is said. */
const enough = 20;
/** 98.75% for each of the four, so that of unchanged releases at most 5% are said to have changed one (Bonferroni). */
const z = 2.498;

/**
 * The change that is surest between the two newest releases, those for the worse first; undefined where chance may explain all
 * of them. `releases` newest first. One that has hardly begun, or hardly anybody uses any more, hides nothing. A change counts
 * when the interval of the difference does not contain 0.
 */
export function releaseChange(releases: readonly ReleaseShares[]): ReleaseChange | undefined {
  const [newest, before] = releases.filter(({ traces }) => traces >= enough);
  if (newest === undefined || before === undefined) return undefined;
  const changes = compared.flatMap(({ measure, words }) => {
    const [now, earlier] = [newest.shares[measure], before.shares[measure]];
    if (now === undefined || earlier === undefined || Math.min(now.n, earlier.n) < enough) return [];
    const [low, high] = differenceOfShares(now.value, now.n, earlier.value, earlier.n, z);
    const apart = Math.max(low, -high);
    if (apart <= 0) return [];
    const change = {
      words,
      newest: newest.release,
      before: before.release,
      share: now.value,
      shareBefore: earlier.value,
    };
    return [{ change, apart, worse: low > 0 }];
  });
  return changes.toSorted((a, b) => Number(b.worse) - Number(a.worse) || b.apart - a.apart)[0]?.change;
}

/**
 * The interval of `a - b`, each 0..1 and of so many: Newcombe 1998, Interval estimation for the difference between independent
 * proportions, method 10, from Wilson's intervals of the two. With `standard` 1.96 it is 95%.
 */
export function differenceOfShares(
  a: number,
  nA: number,
  b: number,
  nB: number,
  standard: number,
): [low: number, high: number] {
  const [lowA, highA] = wilson(a, nA, standard);
  const [lowB, highB] = wilson(b, nB, standard);
  return [a - b - Math.hypot(a - lowA, highB - b), a - b + Math.hypot(highA - a, b - lowB)];
}

function wilson(share: number, n: number, standard: number): [number, number] {
  const square = standard * standard;
  const middle = (share + square / (2 * n)) / (1 + square / n);
  const half = (standard / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  return [middle - half, middle + half];
}
