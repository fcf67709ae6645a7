/** How an n-gram order without a match is counted. */
export type BleuSmoothing = "exp" | "none";

/**
 * Sentence BLEU (Papineni et al. 2002, aclanthology.org/P02-1040) of a candidate against one or more references, 0..1:
 * the geometric mean of the clipped n-gram precisions of orders 1 to `maxN`, times the brevity penalty
 * exp(1 - r/c) when the candidate (c tokens) is shorter than the nearest reference (r).
 *
 * Orders for which the candidate is too short are left out ("effective order"). With `exp` smoothing the k-th order
 * without a match has the precision 1/(2^k x n-grams) (NIST's mteval, method 3 of Chen and Cherry 2014,
 * aclanthology.org/W14-3346); with `none` it makes the score 0. Both are what sacrebleu's `sentence_bleu` computes.
 */
export function sentenceBleu(
  candidate: readonly string[],
  references: readonly (readonly string[])[],
  maxN = 4,
  smoothing: BleuSmoothing = "exp",
): number {
  let logs = 0;
  let orders = 0;
  let unmatched = 0;
  let anyMatch = false;
  for (let n = 1; n <= maxN && candidate.length >= n; n++) {
    const total = candidate.length - n + 1;
    const matched = clippedMatches(candidate, references, n);
    orders += 1;
    if (matched > 0) {
      anyMatch = true;
      logs += Math.log(matched / total);
    } else {
      if (smoothing === "none") return 0;
      unmatched += 1;
      logs -= Math.log(2 ** unmatched * total);
    }
  }
  if (!anyMatch) return 0;
  return Math.min(1, brevityPenalty(candidate.length, references) * Math.exp(logs / orders));
}

/**
 * Tokens as in WMT's mteval-v13a (sacrebleu's default): punctuation stands alone, except full stops and commas within
 * numbers.
 */
export function bleuTokens(text: string): string[] {
  return ` ${text.replaceAll("-\n", "").replaceAll("\n", " ")} `
    .replace(/([{-~[-` -&(-+:-@/])/g, " $1 ")
    .replace(/([^0-9])([.,])/g, "$1 $2 ")
    .replace(/([.,])([^0-9])/g, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/)
    .filter((token) => token !== "");
}

function clippedMatches(candidate: readonly string[], references: readonly (readonly string[])[], n: number): number {
  const most = new Map<string, number>();
  for (const reference of references) {
    for (const [gram, count] of grams(reference, n)) most.set(gram, Math.max(most.get(gram) ?? 0, count));
  }
  let matched = 0;
  for (const [gram, count] of grams(candidate, n)) matched += Math.min(count, most.get(gram) ?? 0);
  return matched;
}

function grams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= tokens.length; at++) {
    const gram = tokens.slice(at, at + n).join("\u0000");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function brevityPenalty(length: number, references: readonly (readonly string[])[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const reference of references) {
    const [gap, best] = [Math.abs(reference.length - length), Math.abs(nearest - length)];
    if (gap < best || (gap === best && reference.length < nearest)) nearest = reference.length;
  }
  return length >= nearest ? 1 : Math.exp(1 - nearest / length);
}
