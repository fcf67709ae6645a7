/** The longest run of words that an output shares with a prompt. */
export interface Overlap {
  /** Words in the run. */
  words: number;
  /** The run's position in the output, in words. */
  at: number;
}

/** The words of a text for comparison: lower case, without punctuation and markup. Scripts without spaces count by character. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Where every run of `length` words of a prompt begins, for `longestOverlap`. */
export function indexPrompt(
  prompt: string,
  length: number,
): { words: string[]; starts: Map<string, number[]>; length: number } {
  const words = wordsOf(prompt);
  const starts = new Map<string, number[]>();
  for (let i = 0; i + length <= words.length; i++) {
    const key = words.slice(i, i + length).join(" ");
    const known = starts.get(key);
    if (known === undefined) starts.set(key, [i]);
    else if (known.length < mostStarts) known.push(i);
  }
  return { words, starts, length };
}

// A prompt that repeats itself must not make the search quadratic.
const mostStarts = 16;

/** The longest run of at least `index.length` words that stands in both, undefined when there is none. */
export function longestOverlap(output: string, index: ReturnType<typeof indexPrompt>): Overlap | undefined {
  const words = wordsOf(output);
  let best: Overlap | undefined;
  for (let i = 0; i + index.length <= words.length; i++) {
    let longest = 0;
    for (const start of index.starts.get(words.slice(i, i + index.length).join(" ")) ?? []) {
      let run = index.length;
      while (i + run < words.length && start + run < index.words.length && words[i + run] === index.words[start + run])
        run++;
      longest = Math.max(longest, run);
    }
    if (longest === 0) continue;
    if (best === undefined || longest > best.words) best = { words: longest, at: i };
    // What was matched need not be matched again from its middle.
    i += longest - index.length;
  }
  return best;
}
