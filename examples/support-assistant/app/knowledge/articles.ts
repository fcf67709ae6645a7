import { readdirSync, readFileSync } from "node:fs";

export interface Article {
  id: string;
  title: string;
  /** Words customers use for the subject and the text itself may not. */
  tags: string[];
  /** The paragraphs of the text. */
  paragraphs: string[];
}

const folder = new URL("../../knowledge/", import.meta.url);

/** Reads every article of the knowledge base, by id. Throws an `Error` naming the file whose front matter is wrong. */
export function loadArticles(): Article[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => parseArticle(name, readFileSync(new URL(name, folder), "utf8")));
}

function parseArticle(name: string, source: string): Article {
  const [, head, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(source.replaceAll("\r\n", "\n")) ?? [];
  const id = head && /^id: (.+)$/m.exec(head)?.[1];
  const title = head && /^title: "?(.+?)"?$/m.exec(head)?.[1];
  const tags = head && /^tags: \[(.*)\]$/m.exec(head)?.[1];
  if (!body || !title || tags === undefined || `${id}.md` !== name) {
    throw new Error(`knowledge/${name} needs front matter with title, tags and the id "${name.slice(0, -3)}"`);
  }
  return {
    id: id as string,
    title,
    tags: tags.split(",").map((tag) => tag.trim()),
    paragraphs: body
      .trim()
      .split(/\n{2,}/)
      .map((paragraph) => paragraph.replace(/\s+/g, " ")),
  };
}
