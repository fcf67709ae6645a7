/**
 * How long a response asks to wait, ms: `retry-after-ms`, or `Retry-After` in seconds or as an HTTP date
 * (RFC 9110, 10.2.3). Undefined when absent or not understood.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const ms = numberOf(headers["retry-after-ms"]);
  if (ms !== undefined) return ms;
  const value = headers["retry-after"]?.trim();
  const seconds = numberOf(value);
  if (seconds !== undefined) return seconds * 1000;
  // Date.parse alone would read "-5" and "12x" as years.
  if (value === undefined || !/^[A-Za-z]{3,9},? .+ (?:GMT|\d{4})$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

function numberOf(value: string | undefined): number | undefined {
  const text = value?.trim() ?? "";
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
