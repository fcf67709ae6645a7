import { RequestError } from "../../api/problem.ts";

/** Where a page ended: the value that the list is ordered by, as text, and the id of the last row. */
export interface Place {
  /** An integer: what is compared must come back exactly. */
  value: string;
  id: string;
}

/** An opaque cursor for the page behind `place` in a list of this order. */
export function cursorOf(order: string, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([order, value, id])).toString("base64url");
}

/** The place that a cursor names. Throws RequestError 400 for one that was not made by `cursorOf`, or for another order. */
export function placeOf(order: string, cursor: string): Place {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw badCursor();
  const [of, value, id] = parts as unknown[];
  if (of !== order || typeof id !== "string" || typeof value !== "string" || !/^-?\d{1,30}$/.test(value))
    throw badCursor();
  return { value, id };
}

function badCursor(): RequestError {
  return new RequestError(
    400,
    "bad-cursor",
    "the cursor is not one of this list",
    "take `next` of the page before, unchanged",
  );
}
