import { tokensOf } from "./tokens.ts";
import type { Token } from "./tokens.ts";

/** Whether a file's text may hold imports at all: spares the lexer for data and leaf files. */
const mayImport = /\b(?:import|export|require|URL)\b/;

/** Used only where the lexer lost its way: finds too much rather than too little. */
const roughPatterns = [
  /\bfrom\s*["']([^"'\n]+)["']/g,
  /\bimport\s*["']([^"'\n]+)["']/g,
  /\b(?:import|require)\s*\(\s*["'`]([^"'`\n$]+)["'`]/g,
];

/**
 * The module specifiers that a JavaScript or TypeScript source names, in order of appearance, without repeats:
 * static imports, re-exports, `import()` and `require()` with a literal, `require.resolve`, `import.meta.resolve` and
 * `new URL("...", import.meta.url)`. `import type` and `export type` are left out: they do not exist at run time.
 */
export function specifiersOf(source: string): string[] {
  if (!mayImport.test(source)) return [];
  const { tokens, complete } = tokensOf(source);
  const found = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== "word" || isProperty(tokens, i)) continue;
    const specifier = specifierAt(tokens, i, token.text);
    if (specifier !== undefined) found.add(specifier);
  }
  if (!complete) {
    for (const pattern of roughPatterns) {
      for (const match of source.matchAll(pattern)) if (match[1] !== undefined) found.add(match[1]);
    }
  }
  return [...found];
}

function specifierAt(tokens: Token[], i: number, word: string): string | undefined {
  switch (word) {
    case "import":
      return importAt(tokens, i);
    case "export":
      return exportAt(tokens, i);
    case "require":
      return is(tokens, i + 1, "(")
        ? literal(tokens, i + 2)
        : is(tokens, i + 1, ".") && is(tokens, i + 2, "resolve") && is(tokens, i + 3, "(")
          ? literal(tokens, i + 4)
          : undefined;
    case "URL":
      return is(tokens, i - 1, "new") && is(tokens, i + 1, "(") && is(tokens, i + 3, ",") && is(tokens, i + 4, "import")
        ? literal(tokens, i + 2)
        : undefined;
    default:
      return undefined;
  }
}

function importAt(tokens: Token[], i: number): string | undefined {
  if (is(tokens, i + 1, "(")) return literal(tokens, i + 2);
  if (is(tokens, i + 1, ".")) {
    return is(tokens, i + 2, "meta") && is(tokens, i + 3, ".") && is(tokens, i + 4, "resolve") && is(tokens, i + 5, "(")
      ? literal(tokens, i + 6)
      : undefined;
  }
  const direct = literal(tokens, i + 1);
  if (direct !== undefined) return direct;
  if (is(tokens, i + 1, "type") && !is(tokens, i + 2, ",") && !isFromClause(tokens, i + 2)) return undefined;
  return afterFrom(tokens, i + 1);
}

function exportAt(tokens: Token[], i: number): string | undefined {
  if (is(tokens, i + 1, "type")) return undefined;
  return is(tokens, i + 1, "{") || is(tokens, i + 1, "*") ? afterFrom(tokens, i + 1) : undefined;
}

/** The literal after the clause's `from`; undefined when something stands in between that no clause can hold. */
function afterFrom(tokens: Token[], start: number): string | undefined {
  for (let i = start; i < tokens.length; i++) {
    if (isFromClause(tokens, i)) return literal(tokens, i + 1);
    const token = tokens[i];
    const closed = token?.text === "}" && token.kind === "punctuation" && !is(tokens, i + 1, "from");
    if (closed || token === undefined) return undefined;
    if (token.kind === "punctuation" && !"{},*".includes(token.text)) return undefined;
  }
  return undefined;
}

function isFromClause(tokens: Token[], i: number): boolean {
  return is(tokens, i, "from") && tokens[i + 1]?.kind === "string";
}

function is(tokens: Token[], i: number, text: string): boolean {
  const token = tokens[i];
  return token !== undefined && token.kind !== "string" && token.text === text;
}

function isProperty(tokens: Token[], i: number): boolean {
  return is(tokens, i - 1, ".") && !is(tokens, i - 2, ".");
}

function literal(tokens: Token[], i: number): string | undefined {
  const token = tokens[i];
  return token?.kind === "string" ? token.text : undefined;
}
