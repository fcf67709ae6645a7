import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";

/** A fault of a text, before it has a file and a line. */
export interface TextFault {
  code: string;
  message: string;
  hint?: string;
  /** UTF-16 offset */
  offset: number;
}

/** What people write that is not JSON, and how JSON writes it. */
const foreignWords: Record<string, string> = {
  True: "true",
  False: "false",
  None: "null",
  undefined: "null",
  NaN: "null",
  Infinity: "null",
  "-Infinity": "null",
};

/**
 * The first thing that makes a text no JSON. Only the first: what a parser says after it is a guess.
 * Undefined when the lenient parser sees nothing wrong (rare white space), then V8's own message has to do.
 */
export function findSyntaxFault(text: string): TextFault | undefined {
  let first: { code: ParseErrorCode; offset: number; length: number } | undefined;
  const onError = (code: ParseErrorCode, offset: number, length: number) => {
    if (first === undefined || offset < first.offset) first = { code, offset, length };
  };
  visit(text, { onError }, { disallowComments: true });
  if (first === undefined) return undefined;
  const token = text.slice(first.offset, first.offset + first.length);
  return {
    code: "not-json",
    offset: first.offset,
    ...explain(printParseErrorCode(first.code), token, text, first.offset),
  };
}

/** The fault that V8 reports, for the few texts the lenient parser accepts. */
export function syntaxFaultOf(error: unknown): TextFault {
  const message = error instanceof Error ? error.message : String(error);
  const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
  return { code: "not-json", message: `not valid JSON: ${message.replace(/ in JSON at position.*/s, "")}`, offset };
}

function fault(what: string, hint?: string): { message: string; hint?: string } {
  return { message: `not valid JSON: ${what}`, ...(hint === undefined ? {} : { hint }) };
}

function explain(name: string, token: string, text: string, offset: number): { message: string; hint?: string } {
  const shown = token.length > 30 ? `${token.slice(0, 30)}...` : token;
  const previous = text.slice(0, offset).trimEnd().at(-1);
  switch (name) {
    case "InvalidSymbol":
    case "InvalidNumberFormat":
    case "UnexpectedEndOfNumber": {
      const word = foreignWords[token];
      if (word !== undefined) return fault(`${token} is not JSON`, `write ${word}`);
      if (token.startsWith("'"))
        return fault("strings and keys stand in double quotes", `"${token.replaceAll("'", "")}"`);
      return fault(`unexpected ${JSON.stringify(shown)}`);
    }
    case "InvalidCommentToken":
      return fault("comments are not allowed");
    case "UnexpectedEndOfString":
      return fault("a string is not closed");
    case "InvalidUnicode":
      return fault("\\u needs four hex digits");
    case "InvalidEscapeCharacter":
      return fault("unknown escape in a string");
    case "InvalidCharacter":
      return fault(
        "a control character in a string must be escaped",
        String.raw`write \n for a line break, \t for a tab`,
      );
    case "EndOfFileExpected":
      return fault(`unexpected ${JSON.stringify(shown)} after the end of the value`);
    case "ColonExpected":
      return fault("a colon is missing after the key");
    case "CommaExpected":
      return fault(`a comma is missing before ${JSON.stringify(shown)}`);
    default:
      if (token === "") return fault(text.trim() === "" ? "there is nothing here" : "the text ends too early");
      if (previous === "," && (token === "}" || token === "]"))
        return fault(`a comma stands before "${token}"`, "remove it");
      return fault(`unexpected ${JSON.stringify(shown)}`);
  }
}
