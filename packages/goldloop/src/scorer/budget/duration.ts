const unitsMs: Record<string, number> = { ms: 1, s: 1000, min: 60_000 };

/** Milliseconds of `1200ms`, `1.2s` or `2min`; undefined when the text is no duration. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min)$/.exec(text.trim());
  const unit = match === null ? undefined : unitsMs[match[2] ?? ""];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}
