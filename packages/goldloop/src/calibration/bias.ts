import { wilsonInterval, type Interval } from "../stats/index.ts";
import type { Row } from "./row.ts";

/** Whether a judge of pairs goes by the place in which an output stands. */
export interface PositionBias {
  /** Pairs judged in both orders. */
  n: number;
  /** Pairs in which it did not stand by its choice. */
  inconsistent: number;
  /** Pairs in which it took the one that stood first, or second, both times. */
  prefersFirst: number;
  prefersSecond: number;
  /** Share of inconsistent pairs, with its interval. */
  rate: number;
  interval: Interval;
}

/** The correlation of (judge minus people) with the output's length, and its interval. */
export interface LengthBias {
  n: number;
  correlation: number;
  interval: Interval;
}

/** Position bias over the pairs that were judged in both orders; null when there is none. */
export function positionBias(rows: readonly Row[]): PositionBias | null {
  const orders = rows.flatMap((row) => (row.orders === undefined ? [] : [row.orders]));
  const n = orders.length;
  if (n === 0) return null;
  const inconsistent = orders.filter(([one, other]) => one !== other).length;
  return {
    n,
    inconsistent,
    // `A` is the output that stands first in the first order and second in the other.
    prefersFirst: orders.filter(([one, other]) => one === "A" && other === "B").length,
    prefersSecond: orders.filter(([one, other]) => one === "B" && other === "A").length,
    rate: inconsistent / n,
    interval: wilsonInterval(inconsistent / n, n),
  };
}

/**
 * Length bias: Pearson's correlation of the judge's value minus the people's with the output's length in characters (for pairs: the
 * difference of lengths), with the 95% interval by Fisher's z. Null for fewer than four outputs, or where nothing varies.
 */
export function lengthBias(rows: readonly Row[]): LengthBias | null {
  const points = rows.flatMap(({ judgeValue, truthValue, length }) =>
    judgeValue === undefined || truthValue === undefined || length === undefined
      ? []
      : [{ x: length, y: judgeValue - truthValue }],
  );
  const n = points.length;
  if (n < 4) return null;
  const mean = (of: "x" | "y"): number => points.reduce((sum, point) => sum + point[of], 0) / n;
  const [mx, my] = [mean("x"), mean("y")];
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of points) {
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
    xy += (x - mx) * (y - my);
  }
  if (xx < 1e-12 || yy < 1e-12) return null;
  const correlation = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const half = 1.959963984540054 / Math.sqrt(n - 3);
  const z = Math.atanh(correlation);
  return { n, correlation, interval: [Math.tanh(z - half), Math.tanh(z + half)] };
}
