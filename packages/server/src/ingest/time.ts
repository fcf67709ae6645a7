const isoForm = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** ns since 1970 of an ISO 8601 time (without a zone: UTC) or of ms since 1970; undefined for anything else. */
export function nanosOf(value: unknown): bigint | undefined {
  if (typeof value === "number") {
    return Number.isFinite(value) && value > 0 && value < 1e14 ? BigInt(Math.round(value * 1e6)) : undefined;
  }
  if (typeof value !== "string") return undefined;
  const match = isoForm.exec(value.trim());
  if (match === null) return undefined;
  const [, date, time, fraction = "", zone = "Z"] = match;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const seconds = Date.parse(`${date}T${time}${offset}`);
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
