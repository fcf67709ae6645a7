import type { JsonObject } from "../../digest/index.ts";
import { chatOptions } from "./chat-options.ts";
import type { ImportFindings } from "./findings.ts";
import { httpTarget } from "./http-target.ts";
import { messagesFor, withInputPlaces, type Prompt } from "./prompts.ts";
import type { Provider } from "./providers.ts";
import { modelOf } from "./provider-model.ts";
import { echoModule, wrapProvider } from "./provider-module.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { slugOf, unused } from "./slug.ts";

/** The targets of a suite, with what they need in the configuration and beside it. */
export interface ImportedTargets {
  /** By name: one for each prompt and provider. */
  targets: Record<string, JsonObject>;
  /** `models.baseUrls` of the configuration. */
  baseUrls: Record<string, string>;
  /** Contents by path from the folder of goldloop.yaml. */
  files: Map<string, string>;
}

/** Where the import reads and writes. */
export interface Places {
  config: PromptfooConfig;
  /** Absolute. */
  out: string;
}

/** A target for every prompt and provider. What has no counterpart is a finding, and no target is made up for it. */
export function targetsOf(
  prompts: readonly Prompt[],
  providers: readonly Provider[],
  places: Places,
  findings: ImportFindings,
): ImportedTargets {
  const imported: ImportedTargets = { targets: {}, baseUrls: {}, files: new Map() };
  for (const provider of providers) {
    const asked = prompts.filter(({ label }) => provider.prompts === undefined || provider.prompts.includes(label));
    for (const prompt of asked) {
      const target = targetOf(prompt, provider, imported, places, findings);
      if (target === undefined) continue;
      const name = [
        ...(prompts.length > 1 ? [prompt.name] : []),
        ...(providers.length > 1 || prompts.length === 1 ? [shortLabel(provider)] : []),
      ];
      imported.targets[unused(slugOf(name.join("-"), "target"), (one) => Object.hasOwn(imported.targets, one))] =
        target;
    }
  }
  const todo = "give the suite a target: { module: ./app.ts }, or score recorded outputs with --replay";
  if (providers.length === 0)
    findings.lost("providers", "providers", "there are none, so there is nothing to call", todo);
  if (prompts.length === 0)
    findings.lost("prompts", "prompts", "none could be carried over, so there is nothing to ask", todo);
  return imported;
}

function targetOf(
  prompt: Prompt,
  provider: Provider,
  imported: ImportedTargets,
  places: Places,
  findings: ImportFindings,
): JsonObject | undefined {
  const { id, place, config } = provider;
  if (id === "echo") {
    imported.files.set(echoModule.path, echoModule.text);
    return { module: echoModule.path, options: { prompt: literal(prompt.text) } };
  }
  if (/^https?(:|$)/.test(id)) return httpTarget(prompt, provider, findings);
  const script = /^file:\/\/(.+\.[cm]?[jt]s)$/.exec(id)?.[1];
  if (script !== undefined) {
    const { path, text } = wrapProvider(script, places.config.directory, places.out);
    imported.files.set(path, text);
    return { module: path, options: { prompt: literal(prompt.text), provider: { id, config } } };
  }
  const named = modelOf(id);
  if (named === undefined) {
    findings.lost(
      place,
      `provider ${id}`,
      "it has no counterpart",
      `give the suite a target of its own: ${insteadOf(id)}`,
    );
    return undefined;
  }
  let { model } = named;
  const address = config["apiBaseUrl"] ?? config["apiHost"];
  if (typeof address === "string") {
    const name = slugOf(provider.label === id ? "custom" : provider.label, "custom").toLowerCase();
    imported.baseUrls[name] = address.includes("://") ? address : `https://${address}/v1`;
    model = `${name}/${model.slice(model.indexOf("/") + 1)}`;
    const variable = `${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}_API_KEY`;
    findings.changed(place, "apiBaseUrl", `the key of that address is read from ${variable}`, `export ${variable}=...`);
  } else if (named.baseUrl !== undefined) imported.baseUrls[named.baseUrl.provider] = named.baseUrl.url;
  const spoken = messagesFor(prompt) ?? { prompt: promptText(prompt, imported.files) };
  return { chat: { model, ...spoken, ...chatOptions(provider, places.config, findings) } };
}

/** `openai:chat:gpt-4.1` is gpt-4.1; a label stays as it is. */
function shortLabel({ id, label }: Provider): string {
  return label === id ? (modelOf(id)?.model.replace(/^.*\//, "") ?? id) : label;
}

/** `${NAME}` in options is a variable of the environment; in a prompt it is text. */
function literal(text: string): string {
  return text.replaceAll("${", () => "$${");
}

/** Long prompts are files, to be read and reviewed; one-liners stay in the configuration. */
function promptText(prompt: Prompt, files: Map<string, string>): string {
  const text = withInputPlaces(prompt.text);
  if (!text.includes("\n") && text.length <= 100 && !/\.(md|markdown|txt|prompt|tmpl)$/.test(text)) return text;
  const content = `${text}\n`;
  const path = `evals/prompts/${slugOf(prompt.name, "prompt")}`;
  const name = unused(path, (one) => files.has(`${one}.md`) && files.get(`${one}.md`) !== content);
  files.set(`${name}.md`, content);
  return `${name}.md`;
}

function insteadOf(id: string): string {
  if (/^(python:|file:.*\.py)/.test(id)) return "{ exec: { command: [python3, app.py] } }";
  if (id.startsWith("exec:")) return "{ exec: { command: ... } }, a program that reads JSON lines";
  return "{ module: ./app.ts }, { http: ... } or { exec: ... }";
}
