/** The ranges offered in the bar. Any `<number><m|h|d>` is understood in the address. */
export const presets = [
  { value: "1h", label: "Last hour" },
  { value: "6h", label: "Last 6 hours" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
] as const;

export const defaultRange = "24h";

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Length in ms of `24h` and the like; undefined for anything else. */
export function rangeMs(name: string): number | undefined {
  const parts = /^(\d{1,4})([mhd])$/.exec(name);
  const length = parts ? Number(parts[1]) * (unitMs[parts[2] ?? ""] ?? 0) : 0;
  return length > 0 ? length : undefined;
}

/** `last 24 hours`, `last 7 days`; or the two ends when it is fixed. */
export function rangeWords(view: { range: string | undefined; fromMs: number; toMs: number }): string {
  const { range } = view;
  if (range === undefined) return `${when(view.fromMs)} to ${when(view.toMs)}`;
  const preset = presets.find((one) => one.value === range);
  return preset ? preset.label.toLowerCase() : `last ${range}`;
}

function when(timeMs: number): string {
  return new Date(timeMs).toLocaleString(undefined, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}
