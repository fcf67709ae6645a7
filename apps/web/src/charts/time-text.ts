/** A step's start as a chart writes it: time of day for short ranges, with the day for longer ones. Local time. */
export function timeText(timeMs: number, rangeMs: number): string {
  const date = new Date(timeMs);
  if (rangeMs <= 3_600_000 * 3)
    return date.toLocaleTimeString(undefined, {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
  if (rangeMs <= 86_400_000 * 1.5)
    return date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return date.toLocaleString(undefined, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

/** An end of a chart's range: with the day where a range of hours reaches over midnight. Local time. */
export function endText(timeMs: number, rangeMs: number): string {
  return timeText(timeMs, rangeMs > 3_600_000 * 12 ? Number.POSITIVE_INFINITY : rangeMs);
}
