import { isJsonObject, type Json } from "../digest/index.ts";
import type { RetrievedDocument } from "../trace/index.ts";
import type { Subject } from "./definition.ts";

/**
 * The documents that were retrieved, best first: the output's `documents`, or those of the trace's retrieval spans one
 * after the other. The same document (id and text) counts once, where it stood first. A bare string is both id and text.
 *
 * Undefined when nothing could have told: the output has no `documents` and there is no trace.
 */
export function documentsOf(subject: Pick<Subject, "output" | "trace">): RetrievedDocument[] | undefined {
  const listed = isJsonObject(subject.output) ? subject.output["documents"] : undefined;
  if (Array.isArray(listed)) return once(listed.map(readDocument));
  const spans = subject.trace?.spans ?? [];
  if (spans.length === 0) return undefined;
  return once(spans.filter((span) => span.kind === "retrieval").flatMap((span) => span.documents ?? []));
}

function readDocument(value: Json): RetrievedDocument {
  if (typeof value === "string") return { id: value, text: value };
  if (!isJsonObject(value)) return {};
  const id = value["id"] ?? value["documentId"] ?? value["document_id"];
  const text = value["text"] ?? value["content"] ?? value["pageContent"] ?? value["page_content"];
  return {
    ...(typeof id === "string" || typeof id === "number" ? { id: String(id) } : {}),
    ...(typeof text === "string" ? { text } : {}),
    ...(typeof value["score"] === "number" ? { score: value["score"] } : {}),
  };
}

function once(documents: readonly RetrievedDocument[]): RetrievedDocument[] {
  const seen = new Set<string>();
  return documents.filter(({ id, text }) => {
    const key = JSON.stringify([id ?? null, text ?? null]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
