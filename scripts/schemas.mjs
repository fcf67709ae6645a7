// Writes the JSON Schemas that editors use: node scripts/schemas.mjs
import { mkdirSync, writeFileSync } from "node:fs";
import { configJsonSchema, policyJsonSchema } from "../packages/goldloop/src/config/index.ts";

const folder = new URL("../packages/goldloop/schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
const schemas = { "goldloop.json": configJsonSchema(), "goldloop-policy.json": policyJsonSchema() };
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
