import type { Api } from "./api.ts";
import { marker } from "./not-measured.ts";

const trusted = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/** What tells the comments of several stages and projects of one pull request apart: a hidden second line. */
export function commentKey(stage: string, directory: string): string {
  const part = (text: string) => encodeURIComponent(text).replaceAll("-", "%2D");
  return `<!-- goldloop:of ${part(stage)} ${part(directory)} -->`;
}

/**
 * Puts the verdict on a pull request: changes the comment that is there, else writes one. Throws ApiError.
 */
export async function keepComment(api: Api, pullRequest: number, key: string, markdown: string): Promise<void> {
  const head = `${marker}\n${key}\n`;
  const body = head + (markdown.startsWith(marker) ? markdown.slice(marker.length).trimStart() : markdown);
  for await (const comment of api.list(`/issues/${pullRequest}/comments`)) {
    const found = idOf(comment, head);
    if (found === undefined) continue;
    await api.send("PATCH", `/issues/comments/${found}`, { body });
    return;
  }
  await api.send("POST", `/issues/${pullRequest}/comments`, { body });
}

// Anyone may write a comment that begins like ours: it is changed only if one of the repository's own wrote it.
function idOf(comment: unknown, head: string): number | undefined {
  if (typeof comment !== "object" || comment === null) return undefined;
  const { id, body, user, author_association: association } = comment as Record<string, unknown>;
  if (typeof id !== "number" || typeof body !== "string") return undefined;
  if (!body.replaceAll("\r\n", "\n").startsWith(head)) return undefined;
  const bot = typeof user === "object" && user !== null && "type" in user && user.type === "Bot";
  return bot || (typeof association === "string" && trusted.has(association)) ? id : undefined;
}
