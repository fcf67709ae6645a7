/** A pair of places, one in each list; undefined where the other has nothing like it. */
export type Pair = readonly [left: number | undefined, right: number | undefined];

/** Products of lengths above this are not aligned: the table would not fit into memory. */
export const alignLimit = 4_000_000;

/**
 * Lines two lists up by their longest common subsequence, in order. Undefined when they are too long for it.
 */
export function align(left: readonly string[], right: readonly string[]): Pair[] | undefined {
  const [rows, columns] = [left.length, right.length];
  if (rows * columns > alignLimit) return undefined;
  // lengths[i, j]: longest common subsequence of left from i on and right from j on
  const lengths = new Uint16Array((rows + 1) * (columns + 1));
  const at = (i: number, j: number) => lengths[i * (columns + 1) + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      lengths[i * (columns + 1) + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && left[i] === right[j]) pairs.push([i++, j++]);
    else if (j >= columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) pairs.push([i++, undefined]);
    else pairs.push([undefined, j++]);
  }
  return pairs;
}

/** A piece of a text: on both sides, or on this one only. */
export interface Piece {
  text: string;
  own: boolean;
}

/** Two texts word by word, each as pieces; undefined when they are too long to be compared so. */
export function comparedWords(left: string, right: string): { left: Piece[]; right: Piece[] } | undefined {
  const [a, b] = [words(left), words(right)];
  const pairs = align(a, b);
  if (!pairs) return undefined;
  const pieces = { left: [] as Piece[], right: [] as Piece[] };
  for (const [i, j] of pairs) {
    const own = i === undefined || j === undefined;
    if (i !== undefined) add(pieces.left, a[i] ?? "", own);
    if (j !== undefined) add(pieces.right, b[j] ?? "", own);
  }
  return pieces;
}

function words(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

function add(pieces: Piece[], text: string, own: boolean): void {
  const last = pieces.at(-1);
  if (last?.own === own) last.text += text;
  else pieces.push({ text, own });
}
