/** What a pattern can cost a backtracking matcher. */
export interface PatternCost {
  /** A repeated group contains a choice, as in `(a+)+` and `(a|ab)*`: the steps may double with each character. */
  explosive: boolean;
  /** Quantifiers without an upper bound: each can multiply the steps by the text's length. */
  unbounded: number;
  /** log2 of what all other choices multiply: `?`, `{m,n}`, alternatives. */
  bits: number;
}

/**
 * Estimates, from above, what a pattern can cost. Reads the source as text: character classes and escapes are skipped,
 * everything else that offers a choice is counted, whether or not the choices overlap.
 */
export function patternCost(source: string): PatternCost {
  const cost: PatternCost = { explosive: false, unbounded: 0, bits: 0 };
  /** Choices seen in each open group, the whole pattern first. */
  const groups = [0];
  /** Choices within what a quantifier at this place would repeat. */
  let atom = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    const quantifier = quantifierAt(source, at);
    if (quantifier !== undefined) {
      at += quantifier.length - 1;
      if (quantifier.repeats && atom > 0) cost.explosive = true;
      if (quantifier.ways === Number.POSITIVE_INFINITY) cost.unbounded += 1;
      else cost.bits += Math.log2(quantifier.ways);
      if (quantifier.ways > 1) addChoices(groups, 1);
    }
    atom = 0;
    if (char === "\\") at += 1;
    else if (char === "[") at = endOfClass(source, at);
    else if (char === "(") {
      groups.push(0);
      if (source[at + 1] === "?") at += 1;
    } else if (char === ")") {
      atom = groups.length > 1 ? (groups.pop() ?? 0) : 0;
      addChoices(groups, atom);
    } else if (char === "|") {
      cost.bits += 1;
      addChoices(groups, 1);
    }
  }
  return cost;
}

/** log2 of the steps that a pattern may take on a text of `length` characters; Infinity when it may explode. */
export function worstCaseBits(cost: PatternCost, length: number): number {
  if (cost.explosive) return Number.POSITIVE_INFINITY;
  return cost.bits + (cost.unbounded + 1) * Math.log2(length + 2);
}

function addChoices(groups: number[], count: number): void {
  groups[groups.length - 1] = (groups.at(-1) ?? 0) + count;
}

interface Quantifier {
  length: number;
  /** How many numbers of repetitions it allows. */
  ways: number;
  /** Whether what it stands after may come more than once. */
  repeats: boolean;
}

function quantifierAt(source: string, at: number): Quantifier | undefined {
  const match = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(at, at + 24));
  if (match === null) return undefined;
  const [{ length }, low, comma, high] = match;
  const infinite = Number.POSITIVE_INFINITY;
  if (low === undefined) {
    const optional = source[at] === "?";
    return { length, ways: optional ? 2 : infinite, repeats: !optional };
  }
  const most = comma === undefined ? Number(low) : high === "" ? infinite : Number(high);
  return { length, ways: Math.max(1, most - Number(low) + 1), repeats: most > 1 };
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "]") return at;
  }
  return source.length;
}
