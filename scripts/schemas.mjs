// Writes the JSON Schema that editors use: node scripts/schemas.mjs
import { mkdirSync, writeFileSync } from "node:fs";
import { configJsonSchema } from "../packages/goldloop/src/config/index.ts";

const folder = new URL("../packages/goldloop/schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("goldloop.json", folder), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
