import type { z } from "zod";
import type { Path } from "./position.ts";

export type Schema = z.core.$ZodType;
export type Issue = z.core.$ZodIssue;
type Internals = z.core.$ZodTypes["_zod"];

/** What zod offers to libraries that walk schemas: definitions that can be switched over by `type`, and value sets. */
function internals(schema: Schema): Internals {
  // oxlint-disable-next-line no-underscore-dangle, typescript/no-unsafe-type-assertion
  return (schema as z.core.$ZodTypes)._zod;
}

/** The definition of a schema. */
export function defOf(schema: Schema): Internals["def"] {
  return internals(schema).def;
}

/** The only values that an enum or literal accepts; undefined for other schemas. */
export function valuesOf(schema: Schema): ReadonlySet<unknown> | undefined {
  return internals(schema).values;
}

function checkDef(check: z.core.$ZodCheck): z.core.$ZodCheckDef {
  // oxlint-disable-next-line no-underscore-dangle
  return check._zod.def;
}

/** Whether a number schema takes whole numbers only. */
export function isWhole(schema: Schema): boolean {
  const def = defOf(schema);
  if (def.type !== "number") return false;
  // z.int() is a number format itself, z.number().int() carries one as a check.
  const formats = [def, ...(def.checks ?? []).map(checkDef)].map((one) => ("format" in one ? one.format : undefined));
  return formats.some((format) => typeof format === "string" && format.includes("int"));
}

/**
 * The plain schemas that a schema stands for: wrappers (optional, default, lazy, pipe, ...) are taken off,
 * unions and intersections opened. Lists and objects are not entered.
 */
export function alternatives(schemas: readonly Schema[]): Schema[] {
  const found = new Set<Schema>();
  const seen = new Set<Schema>();
  const open = (schema: Schema) => {
    if (seen.has(schema)) return;
    seen.add(schema);
    const inner = innerSchemas(defOf(schema));
    if (inner === undefined) found.add(schema);
    else inner.forEach(open);
  };
  schemas.forEach(open);
  return [...found];
}

function innerSchemas(def: Internals["def"]): readonly Schema[] | undefined {
  switch (def.type) {
    case "union":
      return def.options;
    case "intersection":
      return [def.left, def.right];
    case "lazy":
      return [def.getter()];
    case "pipe":
      return [defOf(def.in).type === "transform" ? def.out : def.in];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return [def.innerType];
    default:
      return undefined;
  }
}

/** Whether null is accepted because of a `nullable` around the schema. */
export function acceptsNull(schema: Schema): boolean {
  const def = defOf(schema);
  if (def.type === "nullable" || def.type === "null") return true;
  return innerSchemas(def)?.some(acceptsNullShallow) ?? false;
}

function acceptsNullShallow(schema: Schema): boolean {
  const { type } = defOf(schema);
  return type === "nullable" || type === "null";
}

/** Every schema that a value at `path` may have to meet. Empty when the schema knows no such place. */
export function schemasAt(root: readonly Schema[], path: Path): Schema[] {
  let schemas = [...root];
  for (const step of path) schemas = alternatives(schemas).flatMap((schema) => childSchema(defOf(schema), step));
  return schemas;
}

function childSchema(def: Internals["def"], step: string | number): Schema[] {
  switch (def.type) {
    case "object": {
      const member = def.shape[step];
      return member === undefined ? keep(def.catchall) : [member];
    }
    case "record":
      return [def.valueType];
    case "array":
      return [def.element];
    case "tuple":
      return keep(def.items[Number(step)] ?? def.rest ?? undefined);
    default:
      return [];
  }
}

function keep(schema: Schema | undefined): Schema[] {
  return schema === undefined || defOf(schema).type === "never" ? [] : [schema];
}

/** The union of exactly these options that stands at the schemas, under wrappers. */
export function unionOptions(schemas: readonly Schema[], count: number): readonly Schema[] | undefined {
  const queue = [...schemas];
  const seen = new Set<Schema>();
  for (let schema = queue.shift(); schema !== undefined; schema = queue.shift()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const def = defOf(schema);
    if (def.type === "union" && def.options.length === count) return def.options;
    queue.push(...(innerSchemas(def) ?? []));
  }
  return undefined;
}

/** Whether an object has the values that tell the forms of a union apart (`type: "a"`), as far as it has those keys. */
export function literalsMatch(schema: Schema, value: unknown): boolean {
  const def = defOf(schema);
  if (def.type !== "object" || typeof value !== "object" || value === null) return true;
  return Object.entries(def.shape).every(([key, member]) => {
    const values = defOf(member).type === "literal" ? valuesOf(member) : undefined;
    return values === undefined || !Object.hasOwn(value, key) || values.has(Reflect.get(value, key));
  });
}

/** The keys an object may have; undefined when any key is allowed or it is no object. */
export function closedKeys(schema: Schema): string[] | undefined {
  const def = defOf(schema);
  if (def.type === "object") {
    const closed = def.catchall !== undefined && defOf(def.catchall).type === "never";
    return closed ? Object.keys(def.shape) : undefined;
  }
  if (def.type !== "record" || def.mode === "loose") return undefined;
  const values = valuesOf(def.keyType);
  return values === undefined ? undefined : [...values].map(String);
}
