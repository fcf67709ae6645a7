import { isWord } from "../characters.ts";
import type { Detector } from "../detector.ts";
import { Automaton } from "./automaton.ts";
import { type Edge, parsePattern } from "./parse.ts";
import { compileProgram } from "./program.ts";

/** An own pattern: what it finds is of kind `kind`. */
export interface OwnPattern {
  kind: string;
  /** The regular part of JavaScript's syntax; of a RegExp, the source and the flag `i` count. */
  pattern: string | RegExp;
}

const longestMatch = 1_024;

/**
 * A detector for an own pattern. It is run by an automaton and not by the backtracking engine, so that no pattern can stop the
 * ingest: leftmost, longest match, at most 1,024 characters long.
 *
 * Throws a SyntaxError for syntax without a linear-time form (look-around, back references, `\p`), for flags other
 * than `g`, `i` and `u`, and for a pattern that matches the empty text; a RangeError for one that is too large.
 */
export function patternDetector({ kind, pattern }: OwnPattern): Detector {
  const source = typeof pattern === "string" ? pattern : pattern.source;
  const flags = typeof pattern === "string" ? "" : pattern.flags;
  if (/[^giu]/.test(flags)) throw new SyntaxError(`pattern not supported: flags ${flags}`);
  const { before, node, after } = parsePattern(source, flags.includes("i"));
  const automaton = new Automaton(compileProgram(node));
  if (automaton.longestFrom("", 0, 0, () => true) !== -1)
    throw new SyntaxError("pattern not supported: it matches the empty text");
  return {
    name: kind,
    kinds: [kind],
    group: "personal",
    summary: `Own pattern ${source}`,
    limits: `Matches longer than ${longestMatch} characters are cut there.`,
    scan(text, report) {
      for (let at = 0; at < text.length; at++) {
        if (!holds(before, text, at)) continue;
        const end = automaton.longestFrom(text, at, longestMatch, (i) => holds(after, text, i));
        if (end === -1) continue;
        report(kind, at, end);
        at = end - 1;
      }
    },
  };
}

function holds(edge: Edge, text: string, at: number): boolean {
  if (edge === "none") return true;
  if (edge === "word") return isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
  return at === 0 || at === text.length;
}
