import { z } from "zod";
import { scorers } from "../scorer/index.ts";
import { configSchema } from "./schema.ts";

type Schema = Record<string, unknown>;

/**
 * The JSON Schema of goldloop.yaml, for editors: the zod schema's, with every scorer's name and options written out.
 * Looser than what is checked at load in one point: that a scorer object has exactly one scorer's name.
 */
export function configJsonSchema(): Schema {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any", target: "draft-7" }) as Schema;
  const list = { type: "array", items: { $ref: "#/definitions/scorer" } };
  replaceScorers(schema, list);
  const definitions = { ...(schema["definitions"] as Schema | undefined), scorer: scorerSchema() };
  return { ...schema, title: "Goldloop configuration", definitions };
}

/** Every `scorers` property, wherever it stands, gets the written-out list. */
function replaceScorers(node: unknown, list: Schema): void {
  if (typeof node !== "object" || node === null) return;
  const { properties } = node as { properties?: Record<string, unknown> };
  if (properties?.["scorers"] !== undefined) properties["scorers"] = list;
  for (const child of Object.values(node)) replaceScorers(child, list);
}

function scorerSchema(): Schema {
  const names: string[] = [];
  const properties: Record<string, Schema> = {
    as: { type: "string", description: "The name in results." },
    not: { type: "boolean", description: "Pass where the scorer would fail." },
    threshold: { type: "number", minimum: 0, maximum: 1, description: "Pass from this value on." },
  };
  for (const definition of scorers.values()) {
    names.push(definition.name);
    const options = z.toJSONSchema(definition.options, {
      io: "input",
      unrepresentable: "any",
      target: "draft-7",
    }) as Schema;
    delete options["$schema"];
    properties[definition.name] = { ...options, description: definition.summary };
  }
  return {
    anyOf: [
      { type: "string", enum: names },
      { type: "object", properties, additionalProperties: false, minProperties: 1 },
    ],
  };
}
