import { acceptsNull, alternatives, defOf, isWhole, type Schema, schemasAt, valuesOf } from "./schema.ts";

const typePhrases: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  set: "a list",
  object: "an object",
  record: "an object",
  map: "an object",
  null: "null",
  date: "a date",
  function: "a function",
  never: "absent",
  undefined: "absent",
};

/** `a string`, for the name of a zod type. */
export function typePhrase(type: string): string {
  return typePhrases[type] ?? type;
}

/** What is expected, for people: `a string`, `a list of strings or null`, `"trace", "import" or "manual"`. */
export function expectation(schemas: readonly Schema[]): string | undefined {
  const phrases = new Set(
    alternatives(schemas)
      .map(phraseOf)
      .filter((phrase) => phrase !== undefined),
  );
  if (schemas.some(acceptsNull)) {
    phrases.delete("null");
    phrases.add("null");
  }
  return phrases.size === 0 ? undefined : orList([...phrases]);
}

function phraseOf(schema: Schema): string | undefined {
  const def = defOf(schema);
  switch (def.type) {
    case "any":
    case "unknown":
    case "custom":
    case "transform":
      return undefined;
    case "enum":
    case "literal":
      return orList([...(valuesOf(schema) ?? [])].map(literal));
    case "number":
      return isWhole(schema) ? "a whole number" : "a number";
    case "array": {
      const elements = alternatives([def.element]);
      const [element] = elements;
      const plural = elements.length === 1 && element !== undefined ? plurals[defOf(element).type] : undefined;
      return plural === undefined ? "a list" : `a list of ${plural}`;
    }
    default:
      return typePhrase(def.type);
  }
}

const plurals: Record<string, string> = { string: "strings", number: "numbers", object: "objects", record: "objects" };

/** `"a"`, `3`, `null`: a value of an enum or literal. */
export function literal(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** `a, b or c` */
export function orList(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

/** What was found, for people: short values as they are, long and nested ones by kind. */
export function found(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === undefined) return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The value that was meant, when it is right but for its wrapping: `["smoke"]` for `"smoke"`, 3 for `"3"`. */
export function repair(value: unknown, schemas: readonly Schema[]): string | undefined {
  const types = new Set(alternatives(schemas).map((schema) => defOf(schema).type));
  if (typeof value === "string" && types.has("number") && value.trim() !== "" && Number.isFinite(Number(value))) {
    return `write ${value.trim()} without quotes`;
  }
  if (types.has("boolean") && (value === "true" || value === "false")) return `write ${value} without quotes`;
  if (types.has("string") && (typeof value === "number" || typeof value === "boolean")) return `write "${value}"`;
  if (!types.has("array") || value === null || Array.isArray(value)) return undefined;
  const elements = new Set<string>(alternatives(schemasAt(schemas, [0])).map((schema) => defOf(schema).type));
  return elements.has(typeof value) ? `write [${JSON.stringify(value)}]` : undefined;
}
