/** UTF-16 code units as ascending, disjoint, inclusive ranges. */
export type CharacterSet = readonly (readonly [number, number])[];

export const highestUnit = 0xffff;

/** Sorts ranges and joins those that touch. */
export function joined(ranges: readonly (readonly [number, number])[]): CharacterSet {
  const out: [number, number][] = [];
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

/** All code units that a set does not hold. */
export function inverted(set: CharacterSet): CharacterSet {
  const out: [number, number][] = [];
  let next = 0;
  for (const [low, high] of joined(set)) {
    if (low > next) out.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= highestUnit) out.push([next, highestUnit]);
  return out;
}

/** Adds the other case of ASCII letters. */
export function withoutCase(set: CharacterSet): CharacterSet {
  const out: (readonly [number, number])[] = [...set];
  for (const [low, high] of set) {
    for (const [from, to, shift] of [
      [65, 90, 32],
      [97, 122, -32],
    ] as const) {
      if (low <= to && high >= from) out.push([Math.max(low, from) + shift, Math.min(high, to) + shift]);
    }
  }
  return joined(out);
}

export const digits: CharacterSet = [[48, 57]];
export const wordCharacters: CharacterSet = joined([
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]);
// White space and line terminators of ECMAScript.
export const spaces: CharacterSet = joined([
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
export const notLineEnd: CharacterSet = inverted([
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
]);
