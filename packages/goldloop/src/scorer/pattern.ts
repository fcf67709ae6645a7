import { createContext, Script } from "node:vm";
import { InputError, messageOf } from "../error/index.ts";
import { patternCost, worstCaseBits } from "./worst-case.ts";

/** A compiled pattern whose work on one text is bounded. */
export interface Pattern {
  /** As `/source/flags`, for reasons. */
  readonly text: string;
  /** The first match: the whole of it, then its groups; undefined without one. */
  first(text: string): (string | undefined)[] | undefined;
  /** The last match over the whole text; an empty one, as `.*` has at every end, only when there is no other. */
  last(text: string): (string | undefined)[] | undefined;
}

/** ms that one match may take where the pattern could explode. */
const timeoutMs = 1000;
/** log2 of the steps that are let run without a timeout: in the worst case a few seconds. */
const directBits = 30;

const finder = new Script(`
  pattern.lastIndex = 0;
  var found = undefined, next;
  while ((next = pattern.exec(text)) !== null) {
    if (found === undefined || next[0] !== "") found = next;
    if (!all) break;
    if (next[0] === "") pattern.lastIndex += 1;
  }
  found;
`);

/**
 * Compiles a regular expression. Patterns that cannot take long on a text of that length run as they are; all others
 * run in a `node:vm` context with a timeout of one second, at about 0.3 ms a call, and throw when it is over.
 * Throws InputError `bad-pattern` when the pattern does not compile.
 */
export function compilePattern(source: string, flags = ""): Pattern {
  const regex = compile(source, `${flags}g`);
  const cost = patternCost(source);
  const find = (text: string, all: boolean): (string | undefined)[] | undefined => {
    const direct = worstCaseBits(cost, text.length) <= directBits;
    const found = direct ? findDirectly(regex, text, all) : findGuarded(regex, text, all);
    return found === undefined ? undefined : [...found];
  };
  return {
    text: `/${source}/${flags}`,
    first: (text) => find(text, false),
    last: (text) => find(text, true),
  };
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    const inline = /^\(\?([a-z]+)\)/.exec(source);
    throw new InputError("bad-pattern", messageOf(error), {
      hint:
        inline === null
          ? "Patterns are JavaScript regular expressions; in YAML write them in single quotes."
          : `{ pattern: '${source.slice(inline[0].length)}', flags: ${inline[1]} }`,
      cause: error,
    });
  }
}

function findDirectly(regex: RegExp, text: string, all: boolean): RegExpExecArray | undefined {
  regex.lastIndex = 0;
  let found: RegExpExecArray | undefined;
  for (let next = regex.exec(text); next !== null; next = regex.exec(text)) {
    if (found === undefined || next[0] !== "") found = next;
    if (!all) break;
    if (next[0] === "") regex.lastIndex += 1;
  }
  return found;
}

function findGuarded(regex: RegExp, text: string, all: boolean): RegExpExecArray | undefined {
  const context = createContext({ pattern: regex, text, all });
  try {
    return finder.runInContext(context, { timeout: timeoutMs }) as RegExpExecArray | undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new Error(`/${regex.source}/ took more than ${timeoutMs} ms on a text of ${text.length} characters`, {
      cause: error,
    });
  }
}
