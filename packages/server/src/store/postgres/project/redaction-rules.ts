import { createRedactor, type OwnPattern, type RedactionRules } from "goldloop/redaction";
import type { Redaction } from "../../../api/contract/access.ts";
import { RequestError } from "../../../api/problem.ts";

/** Personal data and secrets leave their kind only. */
export const defaultRedaction: Redaction = { action: "mask", kinds: {}, patterns: [] };

/** Each pattern is looked for in every text that arrives. */
const mostPatterns = 50;

/**
 * The rules of a project as what redacts takes them; plain data. `hmacKey` is the project's, in base64. Throws RequestError 422
 * for a pattern that cannot be used (which is named) and for a kind that no detector knows. Patterns run in linear time, whatever
 * they are: what only a backtracking engine could run is refused.
 */
export function redactionRules({ action, kinds, patterns }: Redaction, hmacKey: string): RedactionRules {
  if (patterns.length > mostPatterns) throw refused(`at most ${mostPatterns} patterns are taken`);
  const twice = patterns.find(({ name }, at) => patterns.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw refused(`two patterns are called ${JSON.stringify(twice.name)}`);
  const rules: RedactionRules = {
    action,
    kinds,
    patterns: patterns.map(compiledPattern),
    // not the Buffer, which is a piece of a larger memory that would travel to threads with it
    key: Uint8Array.from(Buffer.from(hmacKey, "base64")),
  };
  try {
    createRedactor(rules);
  } catch (error) {
    throw refused(messageOf(error));
  }
  return rules;
}

function compiledPattern({ name, pattern, flags }: Redaction["patterns"][number]): OwnPattern {
  if (!nameOfKind.test(name)) {
    throw refused(
      `a pattern's name is 1 to 64 letters, digits, "-", "_" and ".": ${JSON.stringify(name.slice(0, 64))}`,
    );
  }
  try {
    const own = { kind: name, pattern: flags === undefined || flags === "" ? pattern : new RegExp(pattern, flags) };
    createRedactor({ action: "mask", patterns: [own] });
    return own;
  } catch (error) {
    throw refused(`pattern ${JSON.stringify(name)}: ${messageOf(error)}`);
  }
}

const nameOfKind = /^[\p{L}\d._-]{1,64}$/u;

function refused(what: string): RequestError {
  return new RequestError(422, "bad-redaction", what);
}

/** These speak of the rules, which are settings and no content. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
