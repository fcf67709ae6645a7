import { z } from "zod";
import { isJsonObject, type JsonObject } from "../digest/index.ts";
import { InputError, nearest, suggestion } from "../error/index.ts";

type Issue = z.core.$ZodIssue;

/**
 * The error for options that a scorer's schema refused: one line with the path of the likeliest fault and, for an
 * unknown key, the nearest one that the schema knows there.
 */
export function optionsFault(scorer: string, schema: z.ZodType<unknown>, error: z.ZodError, input: unknown): InputError {
  const issue = likeliest(error.issues.flatMap(plainIssues), schema, input);
  const hint = `see "${scorer}" in docs/reference/scorers.md`;
  if (issue === undefined) return new InputError("scorer-options", `${scorer}: ${misfit(error.issues[0], input)}`, { hint });
  const at = issue.path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${String(step)}`),
    scorer,
  );
  if (issue.code !== "unrecognized_keys") {
    return new InputError("scorer-options", `${at}: ${messageOf(issue)}`, { hint });
  }
  const [key = ""] = issue.keys;
  const message = `${at}: unknown option "${key}"${suggestion(key, keysAt(schema, issue.path))}`;
  return new InputError("unknown-scorer-option", message, { hint });
}

/** The keys that a schema knows at a path, in any of its alternatives. */
export function keysAt(schema: z.ZodType<unknown>, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonObject;
  let nodes = alternatives(root);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const { items, properties, additionalProperties } = node;
      const inner = typeof step === "number" ? items : isJsonObject(properties) ? properties[String(step)] : undefined;
      const next = inner ?? additionalProperties;
      return isJsonObject(next) ? alternatives(next) : [];
    });
  }
  return [...new Set(nodes.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : [])))];
}

/** The faults inside the alternatives of a union, without the alternatives that wanted another kind of value. */
function plainIssues(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  return issue.errors
    .filter((issues) => !issues.some(isWrongKind))
    .flatMap((issues) => issues.flatMap(plainIssues).map((one) => ({ ...one, path: [...issue.path, ...one.path] })));
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

/** A misspelled key says most; then the fault that lies deepest; what is merely absent says least. */
function likeliest(issues: readonly Issue[], schema: z.ZodType<unknown>, input: unknown): Issue | undefined {
  const weight = (issue: Issue): number => {
    if (issue.code === "unrecognized_keys") {
      return nearest(issue.keys[0] ?? "", keysAt(schema, issue.path)) === undefined ? 0.5 : 100;
    }
    return isAbsent(input, issue.path) ? 0 : 1 + issue.path.length;
  };
  return issues.toSorted((a, b) => weight(b) - weight(a))[0];
}

function isAbsent(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return true;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value === undefined;
}

function messageOf(issue: Issue): string {
  const inner = issue.code === "invalid_key" ? issue.issues[0] : undefined;
  return (inner ?? issue).message.replace(/^Invalid input: /, "");
}

function misfit(issue: Issue | undefined, input: unknown): string {
  if (issue === undefined) return "the options are not valid";
  if (isJsonObject(input) && Object.keys(input).length === 0) return "needs options";
  if (issue.code !== "invalid_union") return messageOf(issue);
  const wanted = new Set(issue.errors.flat().flatMap((one) => ("expected" in one ? [String(one.expected)] : [])));
  return wanted.size === 0 ? messageOf(issue) : `expected ${[...wanted].join(" or ")}, received ${kindOf(input)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function alternatives(node: JsonObject): JsonObject[] {
  const inner = [node["anyOf"], node["oneOf"], node["allOf"]].filter(Array.isArray).flat().filter(isJsonObject);
  return [node, ...inner.flatMap(alternatives)];
}
