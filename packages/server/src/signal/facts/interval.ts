/** From `fromMs` to before `toMs`, ms since 1970. */
export interface Interval {
  fromMs: number;
  toMs: number;
}

/** A moment as SQL. */
export function moment(ms: number): string {
  return `fromUnixTimestamp64Milli(toInt64(${Math.floor(ms)}), 'UTC')`;
}

/** SQL that says whether `column` lies in one of the intervals, each made longer by `before` and `after`. */
export function within(column: string, intervals: readonly Interval[], before = 0, after = 0): string {
  if (intervals.length === 0) return "0";
  const parts = intervals.map(
    ({ fromMs, toMs }) => `(${column} >= ${moment(fromMs - before)} AND ${column} < ${moment(toMs + after)})`,
  );
  return parts.length === 1 ? (parts[0] ?? "0") : `(${parts.join(" OR ")})`;
}
