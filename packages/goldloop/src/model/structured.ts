import type { Ajv, ValidateFunction } from "ajv";
import { canonicalJson, isJsonObject } from "../digest/index.ts";
import type { Json } from "../digest/index.ts";
import { InputError, messageOf } from "../error/index.ts";

/**
 * The JSON of an answer whose whole text is JSON, bare or as one fenced block. Undefined otherwise: JSON amid other
 * text may be a quotation, and a quotation is not an answer.
 */
export function jsonOfText(text: string): Json | undefined {
  const whole = text.trim();
  const fenced = /^```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n?```$/i.exec(whole)?.[1];
  try {
    return JSON.parse(fenced === undefined || fenced.includes("```") ? whole : fenced) as Json;
  } catch {
    return undefined;
  }
}

/** Checks values against JSON Schemas; compiled schemas are kept. */
export interface SchemaChecker {
  /** Throws an InputError when the schema itself is not valid. */
  matches(schema: Json, value: Json): Promise<boolean>;
}

/** A checker for JSON Schema draft 7, or 2020-12 where `$schema` says so. */
export function createSchemaChecker(): SchemaChecker {
  const compiled = new Map<string, Promise<ValidateFunction>>();
  return {
    matches: async (schema, value) => {
      const key = canonicalJson(schema);
      let validate = compiled.get(key);
      if (validate === undefined) {
        validate = compile(schema);
        compiled.set(key, validate);
      }
      return (await validate)(value);
    },
  };
}

async function compile(schema: Json): Promise<ValidateFunction> {
  if (!isJsonObject(schema)) throw new InputError("invalid-schema", "the schema of an answer must be a JSON object");
  const { $schema: draft, ...rest } = schema;
  try {
    const [ajv, formats] = await Promise.all([newAjv(typeof draft === "string" ? draft : ""), import("ajv-formats")]);
    formats.default.default(ajv);
    return ajv.compile(rest);
  } catch (error) {
    throw new InputError("invalid-schema", `not a valid JSON Schema: ${messageOf(error)}`, { cause: error });
  }
}

async function newAjv(draft: string): Promise<Ajv> {
  const options = { strict: false, logger: false } as const;
  if (draft.includes("2020-12")) return new (await import("ajv/dist/2020.js")).Ajv2020(options);
  return new (await import("ajv")).Ajv(options);
}

/**
 * Whether a schema keeps to what OpenAI's strict mode asks of it (every object closed, every property required):
 * with a schema that does not, a strict request is refused, so it is then sent as a guide and the answer checked here.
 */
export function isStrictSchema(schema: Json): boolean {
  if (Array.isArray(schema)) return schema.every(isStrictSchema);
  if (!isJsonObject(schema)) return true;
  const { properties, required } = schema;
  const isObject = schema["type"] === "object" || properties !== undefined;
  if (isObject) {
    if (schema["additionalProperties"] !== false || !isJsonObject(properties)) return false;
    const names = new Set(Array.isArray(required) ? required : []);
    if (Object.keys(properties).some((name) => !names.has(name))) return false;
  }
  const nested = isJsonObject(properties) ? Object.values(properties) : [];
  const { properties: _properties, enum: _enum, const: _const, ...others } = schema;
  return [...nested, ...Object.values(others)].every(isStrictSchema);
}
