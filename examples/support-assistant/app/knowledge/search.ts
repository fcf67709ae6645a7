import MiniSearch from "minisearch";
import type { Release } from "../releases/index.ts";
import { loadArticles } from "./articles.ts";
import { figuresSought, nearestSentences, splitSentences } from "./sentences.ts";
import type { Sought } from "./sentences.ts";
import { contentTerms, normalizeTerm, splitWords } from "./terms.ts";

/** What the search found in one article. */
export interface Document {
  id: string;
  title: string;
  passages: { text: string; sentences: string[]; score: number }[];
  /** The best score of its passages. */
  score: number;
}

export interface SearchResult {
  /** Best first. */
  documents: Document[];
  /** What a sentence must speak of to answer. */
  sought: Sought;
  /** How sure it is that the best article is about the question: see `confidence`. */
  confidence: number;
}

interface Passage {
  id: string;
  articleId: string;
  title: string;
  tags: string;
  text: string;
}

/** Words of the turn before help to understand a follow-up, but the last turn decides. */
const earlierTurnWeight = 0.6;
/** Numbers are mostly prices, dates and order numbers, which no article knows. */
const numberWeight = 0.3;

/**
 * A search over the passages (paragraphs) of all articles as the release wants it. The question is given as turns,
 * newest first. Building the index takes some milliseconds: build it once per release.
 */
export function createSearch(settings: Release["retrieval"]): (turns: string[]) => SearchResult {
  const passages = loadArticles().flatMap(({ id, title, tags, paragraphs }) =>
    paragraphs.map((text, n): Passage => ({ id: `${id}#${n}`, articleId: id, title, tags: tags.join(" "), text })),
  );
  const index = new MiniSearch<Passage>({
    fields: ["title", "tags", "text"],
    storeFields: ["articleId", "title", "text"],
    tokenize: splitWords,
    processTerm: normalizeTerm,
    searchOptions: {
      boost: settings.boost,
      prefix: (term) => term.length >= 5,
      fuzzy: (term) => (settings.forgiveTypos && term.length >= 5 && !/\d/.test(term) ? 0.2 : false),
      // Tags make a field longer without making the article less about its subject: length counts little.
      bm25: { k: 1.2, b: 0.3, d: 0.5 },
      weights: { fuzzy: 0.6, prefix: 0.4 },
    },
  });
  index.addAll(passages);
  const rarity = createRarity(passages);

  return (turns) => {
    const last = new Set(contentTerms(turns[0] ?? ""));
    const boostTerm = (term: string): number =>
      (last.has(term) ? 1 : earlierTurnWeight) * (/^\d/.test(term) ? numberWeight : 1);
    const hits = index.search(turns.join("\n"), { boostTerm }) as unknown as Hit[];
    const weights = new Map(hits.flatMap((hit) => hit.terms.map((term) => [term, rarity(term) * boostTerm(term)])));
    const sought = { weights, figures: figuresSought(turns[0] ?? "") };
    return {
      documents: groupByArticle(hits, settings, sought),
      sought,
      confidence: confidence(turns.flatMap(contentTerms), hits, rarity),
    };
  };
}

interface Hit {
  articleId: string;
  title: string;
  text: string;
  score: number;
  /** The words of the passage that matched, and the words of the question that they matched. */
  terms: string[];
  queryTerms: string[];
  /** The fields in which each word matched. */
  match: Record<string, string[]>;
}

function groupByArticle(hits: Hit[], settings: Release["retrieval"], sought: Sought): Document[] {
  const documents = new Map<string, Document>();
  let taken = 0;
  for (const { articleId, title, text, score } of hits) {
    if (taken === settings.passages) break;
    const document = documents.get(articleId) ?? { id: articleId, title, passages: [], score };
    if (document.passages.length === settings.passagesPerArticle) continue;
    const sentences = nearestSentences(splitSentences(text), sought, settings.sentencesPerPassage);
    document.passages.push({ text: sentences.join(" "), sentences, score });
    documents.set(articleId, document);
    taken += 1;
  }
  return [...documents.values()];
}

/** What it adds when the title or the tags of the best article hold a word of the question. */
const namedBonus = 0.2;

/**
 * The share (0..1) of the question's words, weighted by how rare they are, that the best article knows, plus a
 * bonus when it is named by one of them. Words that no article knows count most, which is what makes the weather a
 * strange question to a shop.
 */
function confidence(question: string[], hits: Hit[], rarity: (term: string) => number): number {
  const best = hits.filter((hit) => hit.articleId === hits[0]?.articleId);
  const known = new Set(best.flatMap((hit) => hit.queryTerms));
  const named = best.some(({ match }) => question.some((term) => match[term]?.some((field) => field !== "text")));
  let total = 0;
  let covered = 0;
  for (const term of new Set(question)) {
    if (/^\d/.test(term)) continue;
    total += rarity(term);
    if (known.has(term)) covered += rarity(term);
  }
  return total === 0 ? 0 : covered / total + (named ? namedBonus : 0);
}

/** Inverse document frequency over passages, as in BM25: log(1 + (N - n + 0.5) / (n + 0.5)). */
function createRarity(passages: Passage[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const passage of passages) {
    for (const term of new Set(contentTerms(`${passage.title} ${passage.tags} ${passage.text}`)))
      counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return (term) => {
    const n = counts.get(term) ?? 0;
    return Math.log(1 + (passages.length - n + 0.5) / (n + 0.5));
  };
}
