import type { CompletionNode } from "./tree.ts";

/** A text as one word in bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text as one word in fish. */
export function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The words of a command as the scripts compare them: a space before each, nothing for goldloop itself. */
export function chainOf(path: readonly string[]): string {
  return path.map((word) => ` ${word}`).join("");
}

/** A node and all below it. */
export function* everyNode(node: CompletionNode): Iterable<CompletionNode> {
  yield node;
  for (const child of node.children) yield* everyNode(child);
}

/** The chains of all commands and subcommands, as one pattern of a `case`. */
export function chainPattern(root: CompletionNode): string {
  return [...everyNode(root)]
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => quoted(chainOf(path)))
    .join("|");
}

/** All spellings of a flag. */
export function spellings(flag: { long: string; short: string | undefined }): string[] {
  return [flag.short, flag.long].filter((one): one is string => one !== undefined && one !== "");
}
