const dayMs = 86_400_000;
const shown = 14;

/** Traces a day over the last 14 days, the oldest first; days are of UTC, as the server counts them. */
export function trendDays(trend: readonly (readonly [day: string, n: number])[], nowMs: number): number[] {
  const byDay = new Map(trend);
  return Array.from({ length: shown }, (_, index) => {
    const day = new Date(nowMs - (shown - 1 - index) * dayMs).toISOString().slice(0, 10);
    return byDay.get(day) ?? 0;
  });
}

/** The same in words. */
export function trendText(days: readonly number[]): string {
  const sum = (some: readonly number[]): number => some.reduce((total, n) => total + n, 0);
  const half = days.length / 2;
  return `${sum(days.slice(half))} in the last 7 days, ${sum(days.slice(0, half))} in the 7 before`;
}
