export type FigureUnit = "ms" | "usd" | "tokens" | "share" | "count" | "score";

/** What stands where a figure is unknown. */
export const noFigure = "–";

/**
 * A figure as pages write it: `812 ms`, `1.24 s`, `2 min 5 s`, `$0.0042`, `12.4k`, `0.4%`, `1,204`, `0.83`. Three significant
 * digits where the unit is scaled; counts under 10,000 in full.
 */
export function figureText(value: number | null | undefined, unit: FigureUnit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noFigure;
  if (unit === "ms") return durationText(value);
  if (unit === "usd") return usdText(value);
  if (unit === "share") return shareText(value);
  if (unit === "score") return plain(value, 3);
  return countText(value);
}

/** `0.4 ms`, `812 ms`, `1.24 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`;
  if (ms < 10) return `${plain(ms, 2)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${plain(ms / 1000, 3)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), "d", hours % 24, "h");
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `$0`, `$0.00042`, `$1.24`, `$1,204`, `$12.4k`, `$2.0e12`. */
export function usdText(usd: number): string {
  if (usd < 0) return `-${usdText(-usd)}`;
  if (usd === 0) return "$0";
  if (usd < 0.000_000_1) return "<$0.0000001";
  if (usd < 1) return `$${decimals(usd, 2)}`;
  if (usd < 100) return `$${usd.toFixed(2)}`;
  return `$${countText(usd)}`;
}

function decimals(value: number, digits: number): string {
  const places = Math.max(2, digits - 1 - Math.floor(Math.log10(value)));
  const text = value.toFixed(places);
  // At least cents: $0.50, but $0.0042 without a tail of zeros.
  return text.replace(/(\.\d{2}\d*?)0+$/, "$1");
}

/** A share of 0..1 in percent: `0%`, `0.04%`, `0.4%`, `12.4%`, `100%`. Never rounds to 0% or 100% what is neither. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (Math.abs(percent) < 0.01) return percent < 0 ? ">-0.01%" : "<0.01%";
  if (percent > 99.99 && percent < 100) return ">99.99%";
  const text = Math.abs(percent) < 1 || percent > 99 ? plain(percent, percent > 99 ? 4 : 2) : plain(percent, 3);
  return `${text}%`;
}

/** `7`, `1,204`, `12.4k`, `3.1M`, `2.0e12`; fractions below 100 keep up to two places. */
export function countText(count: number): string {
  const size = Math.abs(count);
  if (size < 100 && !Number.isInteger(count)) return plain(count, 3);
  if (size < 9999.5) return Math.round(count).toLocaleString("en-US");
  // No unit is read beyond this: a thousand G and more is a fault, whose size is what matters.
  if (size >= 999.5e9) return count.toExponential(1).replace("e+", "e");
  for (const [limit, unit] of scales) if (size >= limit * 0.9995) return `${plain(count / limit, 3)}${unit}`;
  return Math.round(count).toLocaleString("en-US");
}

const scales = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

function plain(value: number, digits: number): string {
  return Number(value.toPrecision(digits)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}
