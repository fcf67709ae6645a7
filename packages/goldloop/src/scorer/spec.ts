import { z } from "zod";
import type { ScorerSpec } from "../dataset/index.ts";
import { isJsonObject, type Json } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { type CustomScorer, isCustomScorer } from "./custom.ts";
import type { AnyScorerDefinition, ScorerDefinition } from "./definition.ts";
import { optionsFault } from "./options-fault.ts";

/** A scorer of a suite: as written in files, or made by `customScorer`. */
export type ScorerSpecInput = ScorerSpec | CustomScorer;

/** The schema of a scorer in a suite. Which scorer it is and its options are checked by `readScorerSpec`. */
export const scorerSpecInputSchema: z.ZodType<ScorerSpecInput> = z.union([
  z.string(),
  z.custom<CustomScorer>(isCustomScorer, "expected a scorer's name, { name: options } or customScorer(...)"),
  z.record(z.string(), z.json()),
]);

/** A spec that was understood: the scorer is known and its options are valid. */
export interface ParsedScorer {
  definition: ScorerDefinition;
  /** As the definition's schema returned them. */
  options: unknown;
  as: string | undefined;
  not: boolean;
  threshold: number | undefined;
}

/** Definitions by name. */
export type Scorers = ReadonlyMap<string, AnyScorerDefinition>;

const besides = ["as", "not", "threshold"];

/** What may be a scorer's name in a spec; with a spec that is in order, there is one. */
export function namesIn(spec: ScorerSpec): string[] {
  if (typeof spec === "string") return [spec];
  return isJsonObject(spec) ? Object.keys(spec).filter((key) => !besides.includes(key)) : [];
}

/**
 * Reads a scorer as written in a file: a name, or an object with one scorer's name and beside it `as`, `not` and
 * `threshold`. `scorers` are those that there are, or at least all that `namesIn` the spec names.
 * Throws InputError (`unknown-scorer`, `unknown-scorer-option`, `scorer-options`, `scorer-spec`).
 */
export function readScorerSpec(spec: ScorerSpec, scorers: Scorers): ParsedScorer {
  if (typeof spec === "string")
    return { ...parseOptions(spec, null, scorers), as: undefined, not: false, threshold: undefined };
  if (!isJsonObject(spec))
    throw new InputError("scorer-spec", "a scorer is a name, or { name: options }", { hint: "scorers: [equals]" });
  const name = nameIn(spec, scorers);
  const parsed = parseOptions(name, spec[name] ?? null, scorers);
  return { ...parsed, as: readAs(spec), not: readNot(spec, name), threshold: readThreshold(spec, name) };
}

function nameIn(spec: { [key: string]: Json }, scorers: Scorers): string {
  const keys = namesIn(spec);
  const known = keys.filter((key) => scorers.has(key));
  const [name] = known;
  if (known.length > 1) {
    throw new InputError("scorer-spec", `one entry names several scorers: ${known.join(", ")}`, {
      hint: known.map((key) => `- ${key}: ...`).join("   "),
    });
  }
  const stranger = keys.find((key) => key !== name);
  if (name !== undefined && stranger === undefined) return name;
  if (name === undefined && stranger !== undefined) throw unknownScorer(stranger, scorers);
  if (stranger === undefined) throw new InputError("scorer-spec", "an entry names no scorer", { hint: "- equals" });
  throw new InputError("scorer-spec", `unknown key "${stranger}" beside ${name}${suggestion(stranger, besides)}`, {
    hint: `beside a scorer stand ${besides.join(", ")}; its options belong under its name`,
  });
}

function unknownScorer(name: string, scorers: Scorers): InputError {
  return new InputError("unknown-scorer", `unknown scorer "${name}"${suggestion(name, scorers.keys())}`, {
    hint: `known scorers: ${[...scorers.keys()].join(", ")}`,
  });
}

function parseOptions(
  name: string,
  written: Json,
  scorers: Scorers,
): { definition: ScorerDefinition; options: unknown } {
  const known = scorers.get(name);
  if (known === undefined) throw unknownScorer(name, scorers);
  // The one place where options and functions of a definition meet again: both come from the same definition.
  const definition = known as unknown as ScorerDefinition;
  const input = written ?? {};
  const first = definition.options.safeParse(input);
  if (first.success) return { definition, options: first.data };
  const second = input === true ? definition.options.safeParse({}) : first;
  if (second.success) return { definition, options: second.data };
  throw optionsFault(name, definition.options, second.error, input === true ? {} : input);
}

function readAs(spec: { [key: string]: Json }): string | undefined {
  const { as } = spec;
  if (as === undefined) return undefined;
  if (typeof as === "string" && as.trim() !== "") return as;
  throw new InputError("scorer-spec", "`as` must be the name that the score shall have", { hint: "as: rightTools" });
}

function readNot(spec: { [key: string]: Json }, name: string): boolean {
  const { not } = spec;
  if (not === undefined || typeof not === "boolean") return not ?? false;
  throw new InputError("scorer-spec", "`not` must be true or false", {
    hint: `- ${name}: ...   with   not: true   beside it`,
  });
}

function readThreshold(spec: { [key: string]: Json }, name: string): number | undefined {
  return spec["threshold"] === undefined ? undefined : checkThreshold(spec["threshold"], name);
}

/** A threshold: above 0, since 0 would pass everything, and at most 1. Throws InputError `scorer-threshold`. */
export function checkThreshold(threshold: unknown, name: string): number {
  if (typeof threshold === "number" && threshold > 0 && threshold <= 1) return threshold;
  const why =
    threshold === 0 ? "a threshold of 0 passes every output" : "`threshold` must be a number above 0 and at most 1";
  throw new InputError("scorer-threshold", `${name}: ${why}`, {
    hint: "threshold: 0.7, or leave it out to have the mean only",
  });
}
