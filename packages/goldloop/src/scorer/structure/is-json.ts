import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Ajv } from "ajv";
import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { InputError, messageOf } from "../../error/index.ts";
import { defineScorer, type ScoreFunction } from "../definition.ts";
import { parseOutput } from "./parse-output.ts";

interface Options {
  schema?: string | JsonObject | undefined;
}

const inline = z.record(z.string(), z.json());

/**
 * The output is JSON and, when a JSON Schema is given, valid by it (draft-07, 2019-09 or 2020-12 by its `$schema`, formats
 * included). A text must be JSON as a whole, without a fence around it. Schemas with unknown keywords or formats are refused.
 */
export const isJson = defineScorer({
  name: "isJson",
  revision: 1,
  family: "structure",
  summary: "The output is JSON and keeps to a JSON Schema, when one is given.",
  deterministic: true,
  binary: true,
  options: z.union([
    z
      .literal(true)
      .describe("Any JSON.")
      .transform((): Options => ({})),
    z
      .string()
      .min(1)
      .describe("The file of a JSON Schema.")
      .transform((schema): Options => ({ schema })),
    z.strictObject({
      schema: z
        .union([z.string().min(1), inline])
        .optional()
        .describe("A JSON Schema, or the file of one."),
    }),
    inline
      .refine((schema) => !("schema" in schema), "has `schema` beside other keys")
      .describe("A JSON Schema itself.")
      .transform((schema): Options => ({ schema })),
  ]),
  files: ({ schema }) => (typeof schema === "string" ? [schema] : []),
  create: async ({ schema }, environment): Promise<ScoreFunction> => {
    const validate = schema === undefined ? undefined : await compileSchema(schema, environment.directory);
    return ({ output }) => {
      const parsed = parseOutput(output);
      if ("fault" in parsed) return { value: 0, reason: parsed.fault };
      const fault = validate?.(parsed.value);
      if (fault !== undefined) return { value: 0, reason: fault };
      return { value: 1, reason: validate === undefined ? "is JSON" : "is valid by the schema" };
    };
  },
  examples: [
    { title: "any JSON", options: true, subject: { output: '{"a":1}' }, value: 1 },
    { title: "not JSON", options: true, subject: { output: "{a: 1}" }, value: 0 },
    {
      title: "a JSON Schema",
      options: { type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } },
      subject: { output: { email: "not an address" } },
      value: 0,
    },
  ],
});

async function compileSchema(
  schema: string | JsonObject,
  directory: string,
): Promise<(value: Json) => string | undefined> {
  const where = typeof schema === "string" ? `schema ${schema}` : "the schema";
  const content = typeof schema === "string" ? await readSchema(schema, directory) : schema;
  const { $schema } = content;
  const { Ajv: Validator } = await dialect(typeof $schema === "string" ? $schema : "");
  const { default: formats } = await import("ajv-formats");
  const ajv = new Validator({ allowUnionTypes: true, strictTypes: false, strictTuples: false, logger: false });
  formats.default(ajv);
  try {
    const validate = ajv.compile(content);
    return (value) => {
      if (validate(value)) return undefined;
      const [error] = validate.errors ?? [];
      const at = error === undefined || error.instancePath === "" ? "the output" : error.instancePath;
      return `${at} ${error?.message ?? "is not valid by the schema"}`;
    };
  } catch (error) {
    throw new InputError("bad-json-schema", `${where}: ${messageOf(error)}`, {
      hint: "isJson takes `true`, a JSON Schema, or { schema: <file or JSON Schema> }.",
      cause: error,
    });
  }
}

async function dialect(id: string): Promise<{ Ajv: typeof Ajv }> {
  if (id.includes("2020-12")) return { Ajv: (await import("ajv/dist/2020.js")).Ajv2020 };
  if (id.includes("2019-09")) return { Ajv: (await import("ajv/dist/2019.js")).Ajv2019 };
  return { Ajv: (await import("ajv")).Ajv };
}

async function readSchema(file: string, directory: string): Promise<JsonObject> {
  try {
    const content: unknown = JSON.parse(await readFile(resolve(directory, file), "utf8"));
    if (isJsonObject(content)) return content;
    throw new TypeError("a JSON Schema must be an object");
  } catch (error) {
    throw new InputError("bad-json-schema", `schema ${file}: ${messageOf(error)}`, {
      location: { file },
      cause: error,
    });
  }
}
