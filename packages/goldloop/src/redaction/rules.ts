import { createHmac } from "node:crypto";
import type { Detection, Detector } from "./detector.ts";
import { type OwnPattern, patternDetector } from "./pattern/detector.ts";
import { createScanner, type Scanner } from "./scanner.ts";
import { kindsOf } from "./registry.ts";

/**
 * What happens to a find: `drop` leaves nothing, `mask` leaves `[email]`, `hash` leaves `[email#...]`, the same for the same
 * value under the same key, `keep` leaves it.
 */
export type RedactionAction = "drop" | "hash" | "mask" | "keep";

export interface RedactionRules {
  /** For every kind that `kinds` does not name. */
  action: RedactionAction;
  kinds?: Readonly<Record<string, RedactionAction>> | undefined;
  /** Further things to find, as regular expressions of the linear kind. */
  patterns?: readonly OwnPattern[] | undefined;
  /** The HMAC key of `hash`; one per project, kept secret: with it a hash can be tried against guesses. */
  key?: string | Uint8Array | undefined;
  /** Further detectors; one with the name of a built-in one takes its place. */
  detectors?: readonly Detector[] | undefined;
}

/** Rules made ready. */
export interface CompiledRules {
  scanner: Scanner;
  /** Finds the kinds that stay visible; undefined when none do. */
  keptScanner: Scanner | undefined;
  /** What stands in the place of a find. */
  replacement(detection: Detection, value: string): string;
}

const compiled = new WeakMap<RedactionRules, CompiledRules>();

/**
 * Makes rules ready, once per rules object: do not change one after its first use.
 * Throws a RangeError for an unknown kind and for `hash` without a key, a SyntaxError for a pattern that is not supported.
 */
export function compileRules(rules: RedactionRules): CompiledRules {
  const known = compiled.get(rules);
  if (known !== undefined) return known;
  const made = compile(rules);
  compiled.set(rules, made);
  return made;
}

function compile(rules: RedactionRules): CompiledRules {
  const own = [...(rules.patterns ?? []).map(patternDetector), ...(rules.detectors ?? [])];
  const kinds = [...new Set([...kindsOf(), ...own.flatMap((d) => d.kinds)])];
  for (const kind of Object.keys(rules.kinds ?? {})) {
    if (!kinds.includes(kind))
      throw new RangeError(`unknown kind ${JSON.stringify(kind)}; known: ${kinds.toSorted().join(", ")}`);
  }
  const actions = new Map(kinds.map((kind): [string, RedactionAction] => [kind, rules.kinds?.[kind] ?? rules.action]));
  const { key } = rules;
  if ([...actions.values()].includes("hash") && (key === undefined || key.length === 0))
    throw new RangeError("hash needs a key");
  const scanner = createScanner({ kinds: kinds.filter((kind) => actions.get(kind) !== "keep"), detectors: own });
  const kept = kinds.filter((kind) => actions.get(kind) === "keep");
  return {
    scanner,
    keptScanner: kept.length === 0 ? undefined : createScanner({ kinds: kept, detectors: own }),
    replacement({ kind }, value) {
      if (actions.get(kind) === "drop") return "";
      if (key === undefined || actions.get(kind) === "mask") return `[${kind}]`;
      return `[${kind}#${hashOf(key, kind, scanner.normalise(kind, value))}]`;
    },
  };
}

// 64 bits as letters only: a hash with digits could itself be taken for a number the next time it is read.
function hashOf(key: string | Uint8Array, kind: string, value: string): string {
  const hex = createHmac("sha256", key).update(`${kind}\0${value}`).digest("hex").slice(0, 16);
  return hex.replace(/\d/g, (digit) => String.fromCharCode(103 + Number(digit)));
}
