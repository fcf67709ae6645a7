/** A model as Goldloop names it, with the address of its provider where that is not built in. */
export interface NamedModel {
  /** `provider/model` */
  model: string;
  baseUrl?: { provider: string; url: string };
}

/** Services that speak OpenAI's protocol, by promptfoo's prefix. Their keys are `PREFIX_API_KEY` here as there. */
const compatible: Readonly<Record<string, string>> = {
  deepseek: "https://api.deepseek.com/v1",
  groq: "https://api.groq.com/openai/v1",
  mistral: "https://api.mistral.ai/v1",
  ollama: "http://127.0.0.1:11434/v1",
  openrouter: "https://openrouter.ai/api/v1",
  xai: "https://api.x.ai/v1",
};

/** What stands between a provider and its model and says nothing here. */
const ways = /^(chat|responses|completion|messages|embedding|embeddings):/;

/**
 * The model behind an id of promptfoo: `openai:chat:gpt-4.1-2025-04-14` is `openai/gpt-4.1-2025-04-14`. Undefined for a
 * provider that has no counterpart.
 */
export function modelOf(id: string): NamedModel | undefined {
  const [, prefix = "", rest = ""] = /^([a-z]+):(.+)$/.exec(id) ?? [];
  const name = rest.replace(ways, "");
  // `llama3.2:3b` of ollama has a tag; elsewhere another colon means a way that is not known here.
  if (name === "" || (name.includes(":") && prefix !== "ollama" && prefix !== "openrouter")) return undefined;
  if (prefix === "openai" || prefix === "anthropic" || prefix === "google") return { model: `${prefix}/${name}` };
  const url = compatible[prefix];
  return url === undefined ? undefined : { model: `${prefix}/${name}`, baseUrl: { provider: prefix, url } };
}
