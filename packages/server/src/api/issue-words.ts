import { z } from "@hono/zod-openapi";
import { nearest, suggestion } from "goldloop/error";

type Issue = z.core.$ZodIssue;

/** What a fault is of: the schema, and what was sent in the place of it. */
interface Checked {
  schema: z.ZodType | undefined;
  data: unknown;
}

/** A fault in words, with its place within what was sent. Words of a schema's author win; what was sent is not repeated. */
export function wordsOf(issue: Issue, checked: Checked): { path: PropertyKey[]; words: string; hint?: string } {
  const { path } = issue;
  const inner = issue.code === "invalid_union" && isZods(issue.message) ? innerOf(issue) : undefined;
  if (inner !== undefined) return wordsOf({ ...inner, path: [...path, ...inner.path] }, checked);
  const hint: unknown = issue.code === "custom" ? issue.params?.["hint"] : undefined;
  return {
    path,
    words: isZods(issue.message) ? ownWords(issue, checked) : issue.message,
    ...(typeof hint === "string" ? { hint } : {}),
  };
}

/** Zod's own messages are sentences; those of the contract begin small. */
function isZods(message: string): boolean {
  return /^[A-Z]/.test(message);
}

/** The first fault of the form that is meant: one that is not already of another type. */
function innerOf({ errors }: Extract<Issue, { code: "invalid_union" }>): Issue | undefined {
  const meant = errors.find(
    ([first]) => first !== undefined && !(first.code === "invalid_type" && first.path.length === 0),
  );
  return meant?.[0];
}

function ownWords(issue: Issue, { schema, data }: Checked): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKey(issue.keys[0] ?? "", schemaAt(schema, issue.path));
    case "invalid_type":
      return `${types[issue.expected] ?? `a value of the type ${issue.expected}`} is needed`;
    case "invalid_value": {
      const known = issue.values.map(String);
      const sent = valueAt(data, issue.path);
      const near = typeof sent === "string" ? nearest(sent, known) : undefined;
      const meant = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
      return `${known.length === 1 ? known[0] : `one of ${known.join(", ")}`} is needed${meant}`;
    }
    case "too_small":
      return sized(issue.origin, "at least", Number(issue.minimum));
    case "too_big":
      return sized(issue.origin, "at most", Number(issue.maximum));
    case "invalid_format":
      return `${formats[issue.format] ?? "another form"} is needed`;
    default:
      return "a value of another form is needed";
  }
}

const types: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};
const formats: Record<string, string> = {
  email: "an e-mail address",
  datetime: "an ISO 8601 time with a zone",
};

function sized(origin: string, bound: "at least" | "at most", size: number): string {
  if (origin === "string") return `${bound} ${size} character${size === 1 ? " is" : "s are"} needed`;
  if (origin === "array") return `${bound} ${size} item${size === 1 ? " is" : "s are"} needed`;
  return `a number of ${bound} ${size} is needed`;
}

/** Of a key that somebody chose, only what may be a misspelled one is repeated. */
function unknownKey(key: string, schema: z.ZodType | undefined): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (!/^\w{1,40}$/.test(key)) return `an unknown key${suggestion("", known)}`;
  return `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`;
}

/** The schema of the value at `path`, undefined where several may apply. */
function schemaAt(schema: unknown, path: readonly PropertyKey[]): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return schemaAt(schema.unwrap(), path);
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema instanceof z.ZodType ? schema : undefined;
  if (schema instanceof z.ZodObject) return schemaAt((schema.shape as Record<PropertyKey, unknown>)[key], rest);
  return schema instanceof z.ZodArray ? schemaAt(schema.element, rest) : undefined;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}
