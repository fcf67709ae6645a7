import { z } from "zod";
import { isJsonObject, type JsonObject } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";

type Issue = z.core.$ZodIssue;

/**
 * The error for options that a scorer's schema refused: one line with the path of the first fault and, for an unknown
 * key, the nearest one that the schema knows there.
 */
export function optionsFault(scorer: string, schema: z.ZodType<unknown>, error: z.ZodError, input: unknown): InputError {
  const issue = deepest(error.issues[0], input);
  if (issue === undefined) return new InputError("scorer-options", `${scorer}: the options are not valid`);
  const at = [scorer, ...issue.path].reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`),
    "",
  );
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return new InputError("unknown-scorer-option", `${at}: unknown option "${key}"${suggestion(key, keysAt(schema, issue.path))}`, {
      hint: hintOf(scorer),
    });
  }
  return new InputError("scorer-options", `${at}: ${sayOf(issue, input)}`, { hint: hintOf(scorer) });
}

/** Where the options are documented. */
function hintOf(scorer: string): string {
  return `see "${scorer}" in docs/reference/scorers.md`;
}

function sayOf(issue: Issue, input: unknown): string {
  const message = issue.message.replace(/^Invalid input: /, "");
  if (issue.code !== "invalid_union") return message;
  if (isJsonObject(input) && Object.keys(input).length === 0) return "needs options";
  const wanted = new Set(issue.errors.flat().flatMap((one) => ("expected" in one ? [String(one.expected)] : [])));
  return wanted.size === 0 ? message : `expected ${[...wanted].join(" or ")}, received ${kindOf(input)}`;
}

/** In a union, the fault of the alternative that was meant: the one that got furthest into the input. */
function deepest(issue: Issue | undefined, input: unknown): Issue | undefined {
  if (issue?.code !== "invalid_union") return issue;
  const candidates = issue.errors
    .map((issues) => deepest(issues[0] as Issue | undefined, input))
    .filter((one): one is Issue => one !== undefined && !isWrongKind(one))
    .map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as Issue);
  const unknownKey = candidates.find((one) => one.code === "unrecognized_keys");
  return unknownKey ?? candidates.toSorted((a, b) => b.path.length - a.path.length)[0] ?? issue;
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** The keys that a schema knows at a path, in any of its alternatives. */
export function keysAt(schema: z.ZodType<unknown>, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonObject;
  let nodes = alternatives(root);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const inner = typeof step === "number" ? node["items"] : isJsonObject(node["properties"]) ? node["properties"][String(step)] : undefined;
      const next = inner ?? node["additionalProperties"];
      return isJsonObject(next) ? alternatives(next) : [];
    });
  }
  return [...new Set(nodes.flatMap((node) => (isJsonObject(node["properties"]) ? Object.keys(node["properties"]) : [])))];
}

function alternatives(node: JsonObject): JsonObject[] {
  const inner = [node["anyOf"], node["oneOf"], node["allOf"]].filter(Array.isArray).flat().filter(isJsonObject);
  return [node, ...inner.flatMap(alternatives)];
}
