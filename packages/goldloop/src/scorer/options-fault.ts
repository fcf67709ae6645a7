import { z } from "zod";
import { isJsonObject, type JsonObject } from "../digest/index.ts";
import { InputError, nearest, suggestion } from "../error/index.ts";

type Issue = z.core.$ZodIssue;

/**
 * The error for options that a scorer's schema refused: one line with the path of the likeliest fault and, for an
 * unknown key, the nearest one that the schema knows there.
 */
export function optionsFault(scorer: string, schema: z.ZodType, error: z.ZodError, input: unknown): InputError {
  const issue = likeliest(error.issues.flatMap(plainIssues), schema, input);
  const hint = `see "${scorer}" in docs/reference/scorers.md`;
  if (issue === undefined)
    return new InputError("scorer-options", `${scorer}: ${misfit(error.issues[0], input)}`, { hint });
  const at = issue.path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${String(step)}`),
    scorer,
  );
  if (issue.code !== "unrecognized_keys") {
    const message = isAbsent(input, issue.path) ? "is required" : messageOf(issue);
    return new InputError("scorer-options", `${at}: ${message}`, { hint });
  }
  const [key = ""] = issue.keys;
  const known = keysAt(schema, issue.path);
  const map = nearest(key, known) === undefined ? mapAt(schema, issue.path) : undefined;
  const otherwise = map === undefined ? "" : `; as a map: ${map}`;
  const message = `${at}: unknown option "${key}"${suggestion(key, known)}${otherwise}`;
  return new InputError("unknown-scorer-option", message, { hint });
}

/** The keys that a schema knows at a path, in any of its alternatives. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const nodes = nodesAt(schema, path);
  return [...new Set(nodes.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : [])))];
}

/** What the keys and values of a map mean, where a schema also takes a map of the user's own keys. */
function mapAt(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  const map = nodesAt(schema, path).find(({ additionalProperties }) => isJsonObject(additionalProperties));
  return typeof map?.["description"] === "string" ? map["description"] : undefined;
}

function nodesAt(schema: z.ZodType, path: readonly PropertyKey[]): JsonObject[] {
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
  return nodes;
}

/** The faults inside the alternatives of a union, without the alternatives that wanted another kind of value. */
function plainIssues(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const inner = issue.errors
    .filter((issues) => !issues.some(isWrongKind))
    .flatMap((issues) => issues.flatMap(plainIssues).map((one) => ({ ...one, path: [...issue.path, ...one.path] })));
  return inner.length === 0 && issue.path.length > 0 ? [issue] : inner;
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

/** A misspelled key says most; then the fault that lies deepest; what is merely absent says least. */
function likeliest(issues: readonly Issue[], schema: z.ZodType, input: unknown): Issue | undefined {
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

/** zod speaks of inputs; a reader has written options. */
function messageOf(issue: Issue): string {
  const inner = issue.code === "invalid_key" ? issue.issues[0] : undefined;
  const { message } = inner ?? issue;
  if (issue.code === "invalid_union" && message === "Invalid input") return `expected ${kindsOf(issue)}`;
  return message.replace(/^Invalid (?:input|option): /, "").replace(/^Too (?:small|big): expected \w+ to /, "must ");
}

function misfit(issue: Issue | undefined, input: unknown): string {
  if (issue === undefined) return "the options are not valid";
  if (isJsonObject(input) && Object.keys(input).length === 0) return "needs options";
  return issue.code === "invalid_union" ? `expected ${kindsOf(issue)}, received ${kindOf(input)}` : messageOf(issue);
}

function kindsOf(issue: Issue): string {
  if (issue.code !== "invalid_union") return "";
  const kinds = issue.errors.flat().flatMap((one): string[] => {
    if (one.code === "invalid_type") return [one.expected === "record" ? "object" : one.expected];
    return one.code === "invalid_value" ? one.values.map(String) : kindsOf(one).split(" or ");
  });
  return [...new Set(kinds.filter((kind) => kind !== ""))].join(" or ");
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function alternatives(node: JsonObject): JsonObject[] {
  const inner = [node["anyOf"], node["oneOf"], node["allOf"]].filter(Array.isArray).flat().filter(isJsonObject);
  return [node, ...inner.flatMap(alternatives)];
}
