import { contentTerms } from "./terms.ts";

/** What a sentence must speak of to answer a question. */
export interface Sought {
  /** How much each word has to do with the question. Only words that the question matched are in it. */
  weights: Map<string, number>;
  /** The kinds of figure the question asks for: a sentence with one is worth more. */
  figures: RegExp[];
}

const figures: [question: RegExp, figure: RegExp][] = [
  [
    /\b(?:how (?:long|soon|fast|late|often|quick)|faster|\bhow many (?:days|weeks|months|years|times))\b|\b(?:when|until|till|by what time|deadline|last day|days?|how old|valid|where is my refund|expire)\b/i,
    /\b\d+(?: to \d+)?[ -](?:business )?(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|times)\b|\b\d+ [ap]\.m\.|\b(?:Jan|Febr)uary \d|\bDecember \d|\bSunday\b/,
  ],
  [
    /\bhow much|\b(?:costs?|prices?|fees?|charges?|worth|discount|postage|pay for|expensive|offer)\b/i,
    /\$\d|\d%|\bfree\b/,
  ],
  [/\bhow many\b/i, /\d/],
];

/** The kinds of figure a question asks for: a time, an amount, a count. */
export function figuresSought(question: string): RegExp[] {
  return figures.filter(([asked]) => asked.test(question)).map(([, figure]) => figure);
}

/** The sentences of a paragraph. "a.m." and "p.m." do not end one. */
export function splitSentences(text: string): string[] {
  return text.split(/(?<=[.!?])(?<![ap]\.m\.)\s+/);
}

/**
 * How well a sentence answers: the weights of its different words, half as much again with a figure of the right
 * kind.
 */
export function relevance(sentence: string, sought: Sought): number {
  let sum = 0;
  for (const term of new Set(contentTerms(sentence))) sum += sought.weights.get(term) ?? 0;
  return sought.figures.some((figure) => figure.test(sentence)) ? sum * 1.5 + 1 : sum;
}

/** The `count` sentences that answer best, in their order in the text. Earlier ones win a tie. */
export function nearestSentences(sentences: string[], sought: Sought, count: number): string[] {
  if (sentences.length <= count) return sentences;
  const ranked = sentences.map((sentence, position) => ({ sentence, position, value: relevance(sentence, sought) }));
  ranked.sort((a, b) => b.value - a.value || a.position - b.position);
  return ranked
    .slice(0, count)
    .toSorted((a, b) => a.position - b.position)
    .map(({ sentence }) => sentence);
}
