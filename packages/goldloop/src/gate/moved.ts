import type { Json } from "../digest/index.ts";
import type { TableExample } from "./table.ts";

/**
 * Whether what gates select by differs between two versions of an example: tags, split, origin, metadata. None of it is part of the test digest, so such an
 * example stays paired while selections can lose it.
 */
export function isMoved(then: TableExample, now: TableExample): boolean {
  if (then === now) return false;
  return (
    then.split !== now.split ||
    then.origin !== now.origin ||
    then.tags.length !== now.tags.length ||
    then.tags.some((tag, i) => tag !== now.tags[i]) ||
    !sameMetadata(then.metadata, now.metadata)
  );
}

/** Values that are trees are compared as text: one too many is looked at again, and costs time only. */
function sameMetadata(then: Readonly<Record<string, Json>>, now: Readonly<Record<string, Json>>): boolean {
  if (then === now) return true;
  const keys = Object.keys(then);
  if (keys.length !== Object.keys(now).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(now, key) && (then[key] === now[key] || JSON.stringify(then[key]) === JSON.stringify(now[key])),
  );
}
