/** Text that means nothing to Markdown, HTML or to mentions and issue links. */
export function inline(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]()<>#+!|~$]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replace(/(^|\W)@(?=\w)/g, "$1@\u200b");
}

/** A code span, whatever its text holds. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}
