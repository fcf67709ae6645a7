/** From `fromMs` to before `toMs`, ms since 1970. */
export interface Interval {
  fromMs: number;
  toMs: number;
}

/** A moment as SQL. */
export function moment(ms: number): string {
  return `fromUnixTimestamp64Milli(toInt64(${Math.floor(ms)}), 'UTC')`;
}

/**
 * The same for a column of whole seconds, a DateTime. Made longer in SQL, or turned into another type, it would not be found
 * by the order of its table.
 */
export function withinSeconds(column: string, intervals: readonly Interval[], before = 0): string {
  if (intervals.length === 0) return "0";
  const second = (ms: number): string => `toDateTime(${Math.ceil(ms / 1000)}, 'UTC')`;
  const parts = intervals.map(
    ({ fromMs, toMs }) => `(${column} >= ${second(fromMs - before)} AND ${column} < ${second(toMs)})`,
  );
  return parts.length === 1 ? (parts[0] ?? "0") : `(${parts.join(" OR ")})`;
}

/** SQL that says whether `column` lies in one of the intervals, each made longer by `before` and `after`. */
export function within(column: string, intervals: readonly Interval[], before = 0, after = 0): string {
  if (intervals.length === 0) return "0";
  const parts = intervals.map(
    ({ fromMs, toMs }) => `(${column} >= ${moment(fromMs - before)} AND ${column} < ${moment(toMs + after)})`,
  );
  return parts.length === 1 ? (parts[0] ?? "0") : `(${parts.join(" OR ")})`;
}
