import type { Range } from "../store/spans/spans.ts";
import { RequestError } from "./problem.ts";

const dayMs = 86_400_000;

/**
 * The range that a query names, ms since 1970: `to` is now and `from` 24 h before it unless given. Throws RequestError 400
 * for an empty one.
 */
export function rangeOf(query: { from?: string | undefined; to?: string | undefined }, nowMs = Date.now()): Range {
  const toMs = query.to === undefined ? nowMs : msOf(query.to);
  const fromMs = query.from === undefined ? toMs - dayMs : msOf(query.from);
  if (fromMs >= toMs) {
    throw new RequestError(
      400,
      "empty-range",
      "from must lie before to",
      "?from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00Z",
    );
  }
  return { fromMs, toMs };
}

/** An `instant` of the contract as ms since 1970. */
export function msOf(instant: string): number {
  return /^\d+$/.test(instant) ? Number(instant) : Date.parse(instant);
}
