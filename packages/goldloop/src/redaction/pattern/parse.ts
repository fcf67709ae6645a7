import {
  type CharacterSet,
  digits,
  inverted,
  joined,
  notLineEnd,
  spaces,
  withoutCase,
  wordCharacters,
} from "./character-set.ts";

/** A regular expression as a tree; `max` is Infinity where there is no upper bound. */
export type PatternNode =
  | { type: "set"; set: CharacterSet }
  | { type: "sequence"; items: PatternNode[] }
  | { type: "choice"; options: PatternNode[] }
  | { type: "repeat"; item: PatternNode; min: number; max: number };

/** What must hold at an end of the match. */
export type Edge = "none" | "text" | "word";

export interface ParsedPattern {
  before: Edge;
  node: PatternNode;
  after: Edge;
}

const escapes: Record<string, CharacterSet> = {
  d: digits,
  D: inverted(digits),
  w: wordCharacters,
  W: inverted(wordCharacters),
  s: spaces,
  S: inverted(spaces),
};
const controls: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };
const highestRepeat = 1_000;

/**
 * Parses the regular part of JavaScript's regular expressions: characters, classes, groups, `|`, `* + ? {n,m}`, with `^`, `$` and
 * `\b` at the very ends. Lazy quantifiers are read as greedy ones. Throws a SyntaxError for everything else, look-around and back
 * references above all: they have no linear-time form.
 */
export function parsePattern(source: string, ignoreCase: boolean): ParsedPattern {
  let text = source;
  let before: Edge = "none";
  let after: Edge = "none";
  if (text.startsWith("^")) [before, text] = ["text", text.slice(1)];
  else if (text.startsWith("\\b")) [before, text] = ["word", text.slice(2)];
  if (/(?:^|[^\\])(?:\\\\)*\\b$/.test(text)) [after, text] = ["word", text.slice(0, -2)];
  else if (/(?:^|[^\\])(?:\\\\)*\$$/.test(text)) [after, text] = ["text", text.slice(0, -1)];
  const parser = new PatternParser(text, ignoreCase);
  return { before, node: parser.parse(before !== "none" || after !== "none"), after };
}

class PatternParser {
  private at = 0;
  private readonly text: string;
  private readonly ignoreCase: boolean;

  constructor(text: string, ignoreCase: boolean) {
    this.text = text;
    this.ignoreCase = ignoreCase;
  }

  parse(hasEdge: boolean): PatternNode {
    const node = this.choice(0);
    if (this.at < this.text.length) throw this.refused("unmatched )");
    // `^a|b` binds the edge to one branch only.
    if (hasEdge && node.type === "choice")
      throw this.refused("^, $ or \\b beside a top-level |; put the choice into a group");
    return node;
  }

  private choice(depth: number): PatternNode {
    if (depth > 50) throw this.refused("groups nested too deep");
    const first = this.sequence(depth);
    const others: PatternNode[] = [];
    while (this.text[this.at] === "|") {
      this.at++;
      others.push(this.sequence(depth));
    }
    return others.length === 0 ? first : { type: "choice", options: [first, ...others] };
  }

  private sequence(depth: number): PatternNode {
    const items: PatternNode[] = [];
    while (this.at < this.text.length && this.text[this.at] !== "|" && this.text[this.at] !== ")")
      items.push(this.repeat(this.atom(depth)));
    return { type: "sequence", items };
  }

  private repeat(item: PatternNode): PatternNode {
    const match = /^(?:([*+?])|\{(\d{1,6})(?:(,)(\d{1,6})?)?\})\??/.exec(this.text.slice(this.at, this.at + 20));
    if (match === null) return item;
    this.at += match[0].length;
    const [, sign, low, comma, high] = match;
    const min = sign === "+" ? 1 : Number(low ?? 0);
    let max = sign === "?" ? 1 : Number.POSITIVE_INFINITY;
    if (low !== undefined) max = comma === undefined ? min : Number(high ?? Number.POSITIVE_INFINITY);
    if (min > max || min > highestRepeat || (max !== Number.POSITIVE_INFINITY && max > highestRepeat))
      throw this.refused(`a repetition out of order or above ${highestRepeat}`);
    return { type: "repeat", item, min, max };
  }

  private atom(depth: number): PatternNode {
    const c = this.text.charAt(this.at++);
    if (c === "(") return this.group(depth);
    if (c === "[") return this.set(this.characterClass());
    if (c === ".") return this.set(notLineEnd);
    if (c === "\\") return this.set(this.escape());
    if (/[*+?{^$]/.test(c))
      throw this.refused(c === "^" || c === "$" ? `${c} inside the pattern` : `nothing to repeat before ${c}`);
    return this.set([[c.charCodeAt(0), c.charCodeAt(0)]]);
  }

  private group(depth: number): PatternNode {
    if (this.text[this.at] === "?") {
      const name = /^\?(?::|<[A-Za-z_]\w*>)/.exec(this.text.slice(this.at));
      if (name === null) throw this.refused("look-around or an unknown group");
      this.at += name[0].length;
    }
    const node = this.choice(depth + 1);
    if (this.text[this.at++] !== ")") throw this.refused("missing )");
    return node;
  }

  private escape(): CharacterSet {
    const c = this.text[this.at++];
    if (c === undefined) throw this.refused("a \\ at the end");
    const set = escapes[c];
    if (set !== undefined) return set;
    const control = controls[c];
    if (control !== undefined) return [[control, control]];
    if (c === "x" || c === "u") return this.hexEscape(c === "x" ? 2 : 4);
    if (/[A-Za-z1-9]/.test(c)) throw this.refused(`\\${c}`);
    return [[c.charCodeAt(0), c.charCodeAt(0)]];
  }

  private hexEscape(length: number): CharacterSet {
    const hex = this.text.slice(this.at, this.at + length);
    if (hex.length !== length || !/^[0-9a-f]+$/i.test(hex)) throw this.refused("an incomplete \\x or \\u");
    this.at += length;
    const code = Number.parseInt(hex, 16);
    return [[code, code]];
  }

  private characterClass(): CharacterSet {
    const negated = this.text[this.at] === "^";
    if (negated) this.at++;
    const ranges: (readonly [number, number])[] = [];
    while (this.text[this.at] !== "]") {
      if (this.at >= this.text.length) throw this.refused("missing ]");
      const low = this.classItem();
      const from = singleUnit(low);
      const isRange =
        from !== -1 && this.text[this.at] === "-" && this.at + 1 < this.text.length && this.text[this.at + 1] !== "]";
      if (!isRange) {
        ranges.push(...low);
        continue;
      }
      this.at++;
      const to = singleUnit(this.classItem());
      if (to < from) throw this.refused("a range out of order in [ ]");
      ranges.push([from, to]);
    }
    this.at++;
    const set = this.ignoreCase ? withoutCase(joined(ranges)) : joined(ranges);
    return negated ? inverted(set) : set;
  }

  private classItem(): CharacterSet {
    const code = this.text.charCodeAt(this.at++);
    if (code >= 0xd800 && code <= 0xdfff) throw this.refused("characters above U+FFFF in [ ]");
    if (code !== 0x5c) return [[code, code]];
    if (this.text[this.at] !== "b") return this.escape();
    this.at++;
    return [[8, 8]];
  }

  private set(set: CharacterSet): PatternNode {
    return { type: "set", set: this.ignoreCase ? withoutCase(set) : set };
  }

  private refused(what: string): SyntaxError {
    return new SyntaxError(`pattern not supported: ${what}`);
  }
}

/** The one code unit of a set, -1 when it holds more. */
function singleUnit(set: CharacterSet): number {
  const [first, ...others] = set;
  return first !== undefined && others.length === 0 && first[0] === first[1] ? first[0] : -1;
}
