import type { Document, SearchResult } from "../knowledge/search.ts";
import { relevance } from "../knowledge/sentences.ts";

export interface Extract {
  text: string;
  /** The articles that the text was taken from, in order. */
  citations: string[];
}

/** Below this a question is about something else: see `SearchResult.confidence`. */
const leastConfidence = 0.34;
/** An article is left out when its best passage scored less than this share of the first one. */
const leastScore = 0.6;
/** A sentence is left out when it is worth less than this share of the best one. */
const leastWorth = 0.5;
const mostWords = 100;

/**
 * Stitches the sentences that answer best, with the article after its sentences: "... within 30 days
 * [returns-window]." Returns `undefined` when no article is about the question. The same question always gets the
 * same words.
 */
export function extract(found: SearchResult, mostSentences: number): Extract | undefined {
  if (found.confidence < leastConfidence) return undefined;
  const close = found.documents.filter(({ score }) => score >= (found.documents[0]?.score ?? 0) * leastScore);
  const candidates = close.flatMap((document) => valued(document, found));
  const best = Math.max(...candidates.map(({ value }) => value));
  const chosen = new Set<string>();
  let words = 0;
  for (const { sentence, value } of candidates.toSorted((a, b) => b.value - a.value)) {
    words += sentence.split(" ").length;
    if (chosen.size === mostSentences || words > mostWords || value < best * leastWorth) break;
    chosen.add(sentence);
  }
  const parts = found.documents
    .map(({ id, passages }) => ({
      id,
      sentences: passages.flatMap((passage) => passage.sentences).filter((sentence) => chosen.has(sentence)),
    }))
    .filter(({ sentences }) => sentences.length > 0);
  return {
    text: parts.map(({ id, sentences }) => cite(sentences.join(" "), id)).join(" "),
    citations: parts.map(({ id }) => id),
  };
}

function cite(text: string, id: string): string {
  return `${text.replace(/(?<![ap]\.m)[.!?]$/, "")} [${id}].`;
}

/** Half of a sentence's value is its passage's rank, half is what it says itself. */
function valued(document: Document, { documents, sought }: SearchResult): { sentence: string; value: number }[] {
  const bestScore = documents[0]?.score ?? 1;
  const all = documents.flatMap(({ passages }) => passages.flatMap(({ sentences }) => sentences));
  const mostRelevant = Math.max(...all.map((sentence) => relevance(sentence, sought)), Number.EPSILON);
  return document.passages.flatMap(({ sentences, score }) =>
    sentences.map((sentence) => ({ sentence, value: score / bestScore + relevance(sentence, sought) / mostRelevant })),
  );
}
