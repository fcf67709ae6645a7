/** Characters of a text that a row of a list shows. */
const shown = 200;
/** Characters of a JSON text that are read for it. */
const read = 4_000;
const deepest = 8;

/** Where applications keep the text of what they were asked and what they answered. */
const keys = [
  "content",
  "text",
  "parts",
  "input",
  "question",
  "query",
  "prompt",
  "answer",
  "response",
  "output",
  "message",
  "result",
  "reply",
];

/**
 * SQL of the part of a JSON text that `rowText` needs. Of a long list of messages, also of one under `messages`, the last: the
 * text is parsed in the engine, so that 10 MB do not travel for 200 characters.
 */
export function rowTextSql(column: string): string {
  const last = (path: string): string => `JSONExtractRaw(${column}, ${path})`;
  return `leftUTF8(multiIf(length(${column}) <= ${read}, ${column}, startsWith(${column}, '['), ${last("-1")},
    JSONHas(${column}, 'messages', -1), ${last("'messages', -1")}, ${column}), ${read})`;
}

/**
 * What people read in an input or output, at most 200 characters on one line: a text as it is; of messages the last one of
 * `role` (else the last); of an object the field that usually holds the text; anything else as JSON. A text that was cut is read
 * as far as it goes.
 */
export function rowText(json: string, role: "user" | "assistant"): string {
  if (json === "") return "";
  const value = parsed(json);
  const text = value === undefined ? json : (textOf(value, role, 0) ?? JSON.stringify(value));
  const line = text.slice(0, read).replace(/\s+/g, " ").trim();
  return line.length <= shown ? line : line.slice(0, shown).toWellFormed();
}

function textOf(value: unknown, role: string, depth: number): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || depth > deepest) return undefined;
  if (Array.isArray(value)) return textOfList(value, role, depth);
  const fields = value as Record<string, unknown>;
  if (Array.isArray(fields["messages"])) return textOfList(fields["messages"], role, depth + 1);
  for (const key of keys) {
    const text = textOf(fields[key], role, depth + 1);
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

function textOfList(list: readonly unknown[], role: string, depth: number): string | undefined {
  const roleOf = (item: unknown): unknown =>
    typeof item === "object" && item !== null ? (item as { role?: unknown }).role : undefined;
  if (list.some((item) => roleOf(item) !== undefined)) {
    return textOf(list.findLast((item) => roleOf(item) === role) ?? list.at(-1), role, depth + 1);
  }
  const texts = list.map((item) => textOf(item, role, depth + 1)).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join(" ");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return closed(json);
  }
}

/** A JSON text that breaks off, up to its last whole value; undefined when it is none. */
function closed(json: string): unknown {
  const open: string[] = [];
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (inText) {
      if (character === "\\") at++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") open.push(character === "{" ? "}" : "]");
    else if (character === "}" || character === "]") open.pop();
  }
  // Behind an escape that was cut, or a key without its value, less is left to read.
  const ends = open.toReversed().join("");
  const whole = inText ? json.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, "") : json.replace(/[,:\s]+$/, "");
  for (const attempt of inText
    ? [`${whole}"${ends}`, `${whole}":null${ends}`]
    : [`${whole}${ends}`, `${whole}:null${ends}`]) {
    try {
      return JSON.parse(attempt);
    } catch {
      continue;
    }
  }
  return undefined;
}
