/** What the import scan needs of a source: words, literals without substitutions, and punctuation. */
export interface Token {
  kind: "word" | "string" | "punctuation" | "other";
  text: string;
}

const identifierStart = /[A-Za-z$_#]/;
const identifier = /[\w$#\u0080-\uffff]+/y;
const number = /[0-9][0-9a-zA-Z_.]*/y;
const regularExpression = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;

/** Words after which a `/` begins a regular expression and not a division. */
const beforeExpression = new Set(
  "return typeof case in of delete void throw new instanceof else do await yield default extends".split(" "),
);

/**
 * The tokens of a JavaScript or TypeScript source, comments left out. It need not understand the language: an
 * apostrophe in JSX text or a misjudged regular expression costs at most the rest of its line, and `complete` is
 * false when a template or comment never ended, so that the caller can look again with less care.
 */
export function tokensOf(source: string): { tokens: Token[]; complete: boolean } {
  const tokens: Token[] = [];
  /** How many braces are open inside each `${...}` that is open. */
  const substitutions: number[] = [];
  let complete = true;
  let at = 0;

  const push = (kind: Token["kind"], text: string): void => {
    tokens.push({ kind, text });
  };

  const readTemplate = (): void => {
    const start = at;
    while (at < source.length) {
      const character = source[at];
      if (character === "\\") at += 2;
      else if (character === "`") {
        if (isWholeTemplate) push("string", unescaped(source.slice(start, at)));
        else push("other", "`");
        at++;
        return;
      } else if (character === "$" && source[at + 1] === "{") {
        at += 2;
        substitutions.push(0);
        push("punctuation", "(");
        return;
      } else at++;
    }
    complete = false;
    at = start;
  };
  let isWholeTemplate = true;

  while (at < source.length) {
    const character = source[at] as string;
    if (character === " " || character === "\n" || character === "\t" || character === "\r") at++;
    else if (character === "/" && source[at + 1] === "/") {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
    } else if (character === "/" && source[at + 1] === "*") {
      const end = source.indexOf("*/", at + 2);
      if (end < 0) complete = false;
      at = end < 0 ? at + 2 : end + 2;
    } else if (character === "/" && startsExpression(tokens.at(-1))) {
      regularExpression.lastIndex = at;
      const match = regularExpression.exec(source);
      push(match === null ? "punctuation" : "other", match === null ? "/" : "/re/");
      at += match === null ? 1 : match[0].length;
    } else if (character === '"' || character === "'") {
      const end = endOfString(source, at, character);
      if (end < 0) at++;
      else {
        push("string", unescaped(source.slice(at + 1, end)));
        at = end + 1;
      }
    } else if (character === "`") {
      at++;
      isWholeTemplate = true;
      readTemplate();
    } else if (character === "}" && substitutions.at(-1) === 0) {
      substitutions.pop();
      push("punctuation", ")");
      at++;
      isWholeTemplate = false;
      readTemplate();
    } else if (character >= "0" && character <= "9") {
      number.lastIndex = at;
      at += number.exec(source)?.[0].length ?? 1;
      push("other", "0");
    } else if (identifierStart.test(character) || character > "\u007f") {
      identifier.lastIndex = at;
      const word = identifier.exec(source)?.[0];
      if (word !== undefined) push("word", word);
      at += word?.length ?? 1;
    } else {
      const open = substitutions.length - 1;
      if (open >= 0 && character === "{") substitutions[open] = (substitutions[open] ?? 0) + 1;
      if (open >= 0 && character === "}") substitutions[open] = (substitutions[open] ?? 0) - 1;
      push("punctuation", character);
      at++;
    }
  }
  return { tokens, complete: complete && substitutions.length === 0 };
}

function startsExpression(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === "word") return beforeExpression.has(previous.text);
  // `<` stands before the slash of a closing JSX tag far more often than before a regular expression
  return previous.kind === "punctuation" && ![")", "]", "<"].includes(previous.text);
}

/** Where the literal that starts at `start` ends, or -1 when it does not end on its line. */
function endOfString(source: string, start: number, quote: string): number {
  for (let i = start + 1; i < source.length; i++) {
    const character = source[i];
    if (character === quote) return i;
    if (character === "\n") return -1;
    if (character === "\\") {
      if (source[i + 1] === "\r" && source[i + 2] === "\n") i++;
      i++;
    }
  }
  return -1;
}

function unescaped(text: string): string {
  return text.includes("\\")
    ? text.replace(/\\(?:\r\n|([^]))/g, (_, character: string | undefined) => character ?? "")
    : text;
}
