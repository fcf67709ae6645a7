import { z } from "zod";
import { isJsonObject } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import type { TargetDefinition } from "./definition.ts";
import { isTargetFunction } from "./function.ts";
import type { TargetFunction } from "./function.ts";
import { definitions, targets } from "./registry.ts";
import type { TargetKind } from "./registry.ts";

type OptionsOf<Kind extends TargetKind> = z.output<(typeof definitions)[Kind]["options"]>;
type Nested = { [Kind in TargetKind]: { [Name in Kind]: string | OptionsOf<Kind> } }[TargetKind] | { exec: string[] };
type ModuleOptions = OptionsOf<"module">;

/**
 * A target as written: one kind with its options, or with the text that stands for the main one
 * (`{ module: "./app.ts" }`, `{ http: { url } }`). Beside a module's file its other options may stand too:
 * `{ module: "./app.ts", options: {...} }`. In code also a function.
 */
export type TargetSpec = Nested | ModuleOptions | TargetFunction;

/** A target spec that was understood. */
export interface ParsedTarget {
  definition: TargetDefinition;
  options: unknown;
}

const nested = Object.entries(definitions).map(([name, definition]) => {
  const short = z.string().min(1).describe(`Short for { ${definition.short}: ... }`);
  const options = definition.options as z.ZodType;
  // a list is a command that is started without a shell
  const main = name === "exec" ? z.union([short, z.array(z.string()).min(1), options]) : z.union([short, options]);
  return z.strictObject({ [name]: main.describe(definition.summary) });
});

// a function cannot be written in a file: the JSON Schema for editors must not offer it
const inCode = z.custom<TargetFunction>(isTargetFunction, "expected a target").meta({ not: {} });

/** The schema of a target in configurations, built from the registry. */
export const targetSpecSchema: z.ZodType<TargetSpec, TargetSpec> = z.union([
  ...nested,
  definitions.module.options,
  inCode,
] as unknown as [z.ZodType<TargetSpec, TargetSpec>]);

/**
 * The kind and the checked options of a spec. Throws InputError: `target-spec` when there is not exactly one kind,
 * `target-options` when its options are wrong; with the nearest known name.
 */
export function parseTargetSpec(spec: Exclude<TargetSpec, TargetFunction>): ParsedTarget {
  const known = [...targets.keys()];
  const fields: Record<string, unknown> = isJsonObject(spec) ? spec : {};
  const kinds = Object.keys(fields).filter((key) => targets.has(key));
  const [kind] = kinds;
  const definition = kind === undefined ? undefined : targets.get(kind);
  if (kind === undefined || definition === undefined || kinds.length > 1) {
    const [first] = Object.keys(fields);
    const problem =
      kinds.length > 1 ? `a target has one kind, not ${kinds.join(" and ")}` : `a target is one of ${known.join(", ")}`;
    const near = kinds.length === 0 && first !== undefined ? suggestion(first, known) : "";
    throw new InputError("target-spec", `${problem}${near}`, { hint: "target: { module: ./app.ts }" });
  }
  const given = optionsIn(fields, kind, definition);
  const parsed = definition.options.safeParse(given);
  if (parsed.success) return { definition, options: parsed.data };
  const problems = parsed.error.issues.map((issue) => problemOf(issue, definition));
  throw new InputError("target-options", `target ${kind}: ${problems.join("; ")}`, {
    hint: `options of ${kind}: ${optionNames(definition).join(", ")}`,
  });
}

function optionsIn(fields: Record<string, unknown>, kind: string, definition: TargetDefinition): unknown {
  const { [kind]: main, ...beside } = fields;
  const isShort = typeof main === "string" || (kind === "exec" && Array.isArray(main));
  const options = isShort && definition.short !== undefined ? { [definition.short]: main } : main;
  const besides = Object.keys(beside);
  if (besides.length === 0) return options;
  if (isShort && definition.short === kind) return { ...(options as object), ...beside };
  throw new InputError("target-spec", `unknown key "${besides[0]}" beside ${kind}`, {
    hint: `target: { ${kind}: { ${definition.short}: ..., ${besides[0]}: ... } }`,
  });
}

function problemOf(issue: z.core.$ZodIssue, definition: TargetDefinition): string {
  if (issue.code !== "unrecognized_keys") return `${issue.path.join(".") || "options"}: ${issue.message}`;
  const [key = ""] = issue.keys;
  return `unknown option "${[...issue.path, key].join(".")}"${issue.path.length === 0 ? suggestion(key, optionNames(definition)) : ""}`;
}

function optionNames(definition: TargetDefinition): string[] {
  return definition.options instanceof z.ZodObject ? Object.keys(definition.options.shape) : [];
}
