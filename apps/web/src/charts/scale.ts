/** [start of the step in ms since 1970, value, n], as the API answers. */
export type Point = readonly [timeMs: number, value: number, n: number];

/** Smallest and largest value with a little room; `[0, 1]` without any. `fromZero` keeps 0 in, for volumes and rates. */
export function extent(values: readonly number[], fromZero: boolean): [low: number, high: number] {
  let low = fromZero ? 0 : Number.POSITIVE_INFINITY;
  let high = fromZero ? 0 : Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  if (low === high) return low === 0 ? [0, 1] : [Math.min(low, 0), Math.max(high, 0)];
  const room = (high - low) * 0.05;
  return [fromZero && low === 0 ? 0 : low - room, high + room];
}

/** Splits points where steps are missing, so that a line never crosses what was not measured. */
export function runs(points: readonly Point[], stepMs: number): Point[][] {
  const found: Point[][] = [];
  let before: Point | undefined;
  for (const point of points) {
    if (before && point[0] - before[0] <= stepMs * 1.5) found.at(-1)?.push(point);
    else found.push([point]);
    before = point;
  }
  return found;
}

/** Missing steps of a range as points of value 0: for counts, where nothing there means none. */
export function filled(points: readonly Point[], fromMs: number, toMs: number, stepMs: number): Point[] {
  const known = new Map(points.map((point) => [Math.floor(point[0] / stepMs), point]));
  const all: Point[] = [];
  for (let step = Math.floor(fromMs / stepMs); step * stepMs < toMs; step++)
    all.push(known.get(step) ?? [step * stepMs, 0, 0]);
  return all;
}

/** Index of the point nearest to a time; -1 without points. Points are in order. */
export function nearest(points: readonly Point[], timeMs: number): number {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  const at = points[low];
  const left = points[low - 1];
  if (!at) return -1;
  return left && timeMs - left[0] <= at[0] - timeMs ? low - 1 : low;
}
