import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { ImportFindings } from "./findings.ts";
import { withInputPlaces, type Prompt } from "./prompts.ts";
import type { Provider } from "./providers.ts";
import { isBeyondPlaces } from "./template.ts";

const carried = new Set(["url", "method", "headers", "body", "transformResponse", "responseParser"]);

/** The http target for a provider that is an address. Undefined, with a finding, when it cannot be one. */
export function httpTarget(
  prompt: Prompt,
  { id, place, config }: Provider,
  findings: ImportFindings,
): JsonObject | undefined {
  const url = typeof config["url"] === "string" ? config["url"] : id;
  if (!url.includes("://")) {
    findings.lost(place, `provider ${id}`, "it has no url", "target: { http: { url: ... } }");
    return undefined;
  }
  for (const key of Object.keys(config).filter((name) => !carried.has(name))) {
    findings.lost(
      place,
      `config.${key}`,
      "the http target has no such option",
      "call the endpoint in a module target, where everything can be done",
    );
  }
  const fill = (value: Json): Json => filled(value, prompt, place, findings);
  const { method, headers, body } = config;
  const options: JsonObject = { url: fill(url) };
  if (typeof method === "string") options["method"] = method;
  if (isJsonObject(headers)) options["headers"] = fill(headers);
  if (body !== undefined) options["body"] = fill(typeof body === "string" ? (parsed(body) ?? body) : body);
  const output = outputOf(config["transformResponse"] ?? config["responseParser"], place, findings);
  if (output !== undefined) options["output"] = output;
  return { http: options };
}

/** `{{prompt}}` becomes the prompt's text, `{{name}}` the input's, `{{env.NAME}}` a variable of the environment. */
function filled(value: Json, prompt: Prompt, place: string, findings: ImportFindings): Json {
  if (Array.isArray(value)) return value.map((item) => filled(item, prompt, place, findings));
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, prompt, place, findings)]));
  if (typeof value !== "string") return value;
  if (isBeyondPlaces(value)) {
    findings.lost(
      place,
      "template",
      `${value} uses more of the template language than {{ name }}`,
      "write it with the places of the http target",
    );
  }
  const withVariables = value.replaceAll(/\{\{\s*env\.(\w+)\s*\}\}/g, "$${$1}");
  return withInputPlaces(withVariables.replaceAll(/\{\{\s*prompt\s*\}\}/g, () => prompt.text));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** `json.choices[0].message.content` is a path; `text` and `json` are all of it. */
function outputOf(given: Json | undefined, place: string, findings: ImportFindings): string | undefined {
  if (given === undefined || given === "text" || given === "json") return undefined;
  const path = typeof given === "string" ? /^json\.([\w.[\]]+)$/.exec(given.trim())?.[1] : undefined;
  if (path === undefined)
    findings.lost(
      place,
      "transformResponse",
      "it is code, not a path",
      "output: path.to.the.answer   in the http target",
    );
  return path;
}
