import { linesBetween, stamp, type Lines } from "../pipeline/lines.ts";

/** Consecutive rows of one request. */
export interface Stretch {
  lines: Lines;
  from: number;
  /** Exclusive. */
  to: number;
}

/** ClickHouse refuses an insert into more than 100 partitions. */
const mostDays = 90;

/** How many rows. */
export function rowsOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Stamps the rows and returns their bytes. */
export function stamped(stretches: readonly Stretch[], ingestedAtMs: number): Buffer[] {
  return stretches.map(({ lines, from, to }) => {
    stamp(lines, from, to, ingestedAtMs);
    return linesBetween(lines, from, to);
  });
}

/** Both halves, in order. */
export function halves(stretches: readonly Stretch[]): [Stretch[], Stretch[]] {
  const middle = Math.floor(rowsOf(stretches) / 2);
  const [first, second]: [Stretch[], Stretch[]] = [[], []];
  let at = 0;
  for (const { lines, from, to } of stretches) {
    const cut = Math.min(to, Math.max(from, from + middle - at));
    if (cut > from) first.push({ lines, from, to: cut });
    if (cut < to) second.push({ lines, from: cut, to });
    at += to - from;
  }
  return [first, second];
}

/** The rows in groups of few enough days for one insert; one group, unless somebody sends history. */
export function byDays(all: readonly Lines[]): Stretch[][] {
  const days = new Set<number>();
  for (const lines of all) for (const day of lines.days) days.add(day);
  const whole = all.filter(({ ends }) => ends.length > 0).map((lines) => ({ lines, from: 0, to: lines.ends.length }));
  if (days.size <= mostDays) return whole.length === 0 ? [] : [whole];
  const groupOf = new Map([...days].toSorted((a, b) => a - b).map((day, i) => [day, Math.floor(i / mostDays)]));
  const groups: Stretch[][] = Array.from({ length: Math.ceil(days.size / mostDays) }, () => []);
  for (const { lines } of whole) {
    for (let row = 0; row < lines.days.length; row++) {
      const group = groups[groupOf.get(lines.days[row] as number) as number] as Stretch[];
      const last = group.at(-1);
      if (last?.lines === lines && last.to === row) last.to = row + 1;
      else group.push({ lines, from: row, to: row + 1 });
    }
  }
  return groups;
}
