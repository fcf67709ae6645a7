/**
 * An upper estimate, as log2, of the steps a backtracking matcher may take for a pattern on a text of `length`
 * characters; Infinity when a repeated group itself contains a choice, which is the shape of `(a+)+` and `(a|ab)*`.
 *
 * Every start position, every quantifier and every alternation multiplies the ways to try: an unbounded quantifier by
 * the length, `{m,n}` by n - m + 1, a group by its alternatives.
 */
export function worstCaseBits(source: string, length: number): number {
  const unbounded = Math.log2(length + 2);
  let bits = unbounded;
  /** Choices seen in each open group. */
  const groups: number[] = [0];
  /** Choices within what a quantifier would repeat. */
  let atom = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") {
      at += 1;
      atom = 0;
    } else if (char === "[") {
      at = endOfClass(source, at);
      atom = 0;
    } else if (char === "(") {
      groups.push(0);
      if (source[at + 1] === "?") at += 1;
    } else if (char === ")") {
      atom = groups.pop() ?? 0;
      groups[groups.length - 1] = (groups.at(-1) ?? 0) + atom;
    } else if (char === "|") {
      count(groups);
      bits += 1;
    } else {
      const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(at, at + 24));
      if (quantifier === null) {
        atom = 0;
        continue;
      }
      at += quantifier[0].length - 1;
      const { ways, repeats } = spread(quantifier);
      if (atom > 0 && repeats) return Number.POSITIVE_INFINITY;
      if (ways > 1) {
        bits += ways === Number.POSITIVE_INFINITY ? unbounded : Math.log2(ways);
        count(groups);
      }
      atom = 0;
    }
  }
  return bits;
}

function count(groups: number[]): void {
  groups[groups.length - 1] = (groups.at(-1) ?? 0) + 1;
}

function spread(quantifier: RegExpExecArray): { ways: number; repeats: boolean } {
  const [text, low, comma, high] = quantifier;
  if (text.startsWith("*") || text.startsWith("+")) return { ways: Number.POSITIVE_INFINITY, repeats: true };
  if (text.startsWith("?")) return { ways: 2, repeats: false };
  const least = Number(low);
  if (comma === undefined) return { ways: 1, repeats: least > 1 };
  if (high === undefined || high === "") return { ways: Number.POSITIVE_INFINITY, repeats: true };
  return { ways: Math.max(1, Number(high) - least + 1), repeats: Number(high) > 1 };
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "]") return at;
  }
  return source.length;
}
