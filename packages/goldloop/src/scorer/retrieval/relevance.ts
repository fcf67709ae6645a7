import type { Example } from "../../dataset/index.ts";
import type { RetrievedDocument } from "../../trace/index.ts";
import type { Subject } from "../definition.ts";
import { documentsOf } from "../read.ts";

/** From this length on, a text that stands within another counts as the same passage. */
const passageLength = 20;

/**
 * Whether a document is the one that an entry of `context` names: by its id, by its text (white space aside), or because
 * one text, of at least 20 characters, stands within the other, as chunks do within their article.
 */
export function isRelevant(document: RetrievedDocument, entry: string): boolean {
  if (document.id === entry) return true;
  if (document.text === undefined) return false;
  const [text, wanted] = [plain(document.text), plain(entry)];
  if (text === wanted) return true;
  const [shorter, longer] = text.length < wanted.length ? [text, wanted] : [wanted, text];
  return shorter.length >= passageLength && longer.includes(shorter);
}

/** `missing` of scorers that need to know which documents are relevant. */
export function missingContext(example: Example): string | undefined {
  return example.context === undefined || example.context.length === 0 ? "context" : undefined;
}

/** The first `k` documents and the entries of `context`; throws when either cannot be known. */
export function retrievedAndRelevant(
  subject: Subject,
  k: number | undefined,
): { documents: RetrievedDocument[]; relevant: string[] } {
  const { example } = subject;
  const relevant = [...new Set(example.context)];
  if (relevant.length === 0) throw new Error(`example ${example.id} lists no context`);
  const documents = documentsOf(subject);
  if (documents === undefined) {
    throw new Error("nothing tells what was retrieved: return `documents` in the output, or emit retrieval spans");
  }
  return { documents: k === undefined ? documents : documents.slice(0, k), relevant };
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
