import { InputError } from "../error/index.ts";

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * When an acceptance ends: `30d` (also h, w) from now, or a date (its start in UTC) or time of ISO 8601. Returns ISO 8601 UTC.
 * Throws InputError `bad-expiry` for anything else and for what is over already.
 */
export function readExpiry(text: string, now: Date): string {
  const match = /^(\d{1,5})([hdw])$/.exec(text);
  const ms = match === null ? dateOf(text) : now.getTime() + Number(match[1]) * (unitMs[match[2] ?? ""] ?? Number.NaN);
  if (!Number.isFinite(ms)) {
    throw new InputError("bad-expiry", `"${text}" is no time to end`, {
      hint: "--expires 30d   or --expires 2026-12-31",
    });
  }
  if (ms <= now.getTime()) throw new InputError("bad-expiry", `${text} is over already`, { hint: "--expires 30d" });
  return new Date(ms).toISOString();
}

function dateOf(text: string): number {
  if (!date.test(text)) return Number.NaN;
  const ms = Date.parse(text);
  // Date.parse turns February 30 into March 2.
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isFinite(day) && new Date(day).toISOString().startsWith(text.slice(0, 10)) ? ms : Number.NaN;
}
