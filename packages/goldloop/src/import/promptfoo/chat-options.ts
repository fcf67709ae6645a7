import { resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { ImportFindings } from "./findings.ts";
import type { Provider } from "./providers.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { parseAnyYaml, readNamedFile } from "./references.ts";

/** Numbers of a provider's config, by promptfoo's name and the chat target's. */
const numbers: Readonly<Record<string, string>> = {
  temperature: "temperature",
  top_p: "topP",
  topP: "topP",
  max_tokens: "maxOutputTokens",
  max_completion_tokens: "maxOutputTokens",
  max_output_tokens: "maxOutputTokens",
  maxOutputTokens: "maxOutputTokens",
  seed: "seed",
};

/** Read where the target is made, or meaningless without promptfoo. */
const elsewhere = new Set(["apiBaseUrl", "apiHost"]);
const secrets = new Set(["apiKey", "apiKeyEnvar"]);

/** The chat target's options in a provider's config. Every key that has no counterpart is a finding. */
export function chatOptions(
  { config, place }: Provider,
  source: PromptfooConfig,
  findings: ImportFindings,
): JsonObject {
  const options: JsonObject = {};
  for (const [key, value] of Object.entries(config)) {
    const name = numbers[key];
    if (name !== undefined && typeof value === "number") options[name] = value;
    else if (key === "tools")
      carry("tools", toolsOf(value, source), "list them in the chat target: tools: [{ name, parameters }]");
    else if (key === "response_format") carry("schema", schemaOf(value), "give the chat target a schema");
    else if (secrets.has(key)) findings.leftOut(place, key, "keys are read from the environment only");
    else if (key === "cost")
      findings.lost(
        place,
        "config.cost",
        "prices stand in the configuration",
        "prices: { provider/model: { inputUsdPerMillion: ..., outputUsdPerMillion: ... } }",
      );
    else if (!elsewhere.has(key)) {
      findings.lost(
        place,
        `config.${key}`,
        "the chat target has no such option",
        "call the model in a module target, where everything can be set",
      );
    }
  }
  return options;

  function carry(name: string, value: Json | undefined, todo: string): void {
    if (value === undefined) findings.lost(place, `config.${name}`, "it is not written as OpenAI writes it", todo);
    else options[name] = value;
  }
}

function toolsOf(value: Json, source: PromptfooConfig): Json[] | undefined {
  const list =
    typeof value === "string"
      ? parseAnyYaml(readNamedFile(source.directory, value, source.file), resolve(source.directory, value))
      : value;
  if (!Array.isArray(list)) return undefined;
  const tools = list.map((tool) => {
    const inner = isJsonObject(tool) && isJsonObject(tool["function"]) ? tool["function"] : tool;
    if (!isJsonObject(inner) || typeof inner["name"] !== "string") return undefined;
    const { name, description, parameters = { type: "object", properties: {} } } = inner;
    return { name, ...(typeof description === "string" ? { description } : {}), parameters };
  });
  return tools.every((tool) => tool !== undefined) ? tools : undefined;
}

function schemaOf(value: Json): Json | undefined {
  const format = isJsonObject(value) ? value["json_schema"] : undefined;
  return isJsonObject(format) ? format["schema"] : undefined;
}
