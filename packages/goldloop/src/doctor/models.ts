import { createRequire } from "node:module";
import { join } from "node:path";
import type { Config, Environment, SuiteConfig } from "../config/index.ts";
import { isJsonObject } from "../digest/index.ts";
import type { Plan } from "../run/index.ts";
import { faulty, healthy, unsure, type Diagnosis } from "./diagnosis.ts";

/** What a provider needs on this machine. */
export interface ProviderNeeds {
  package: string;
  /** The variable with its key. Only the name is ever shown. */
  keyVariable: string;
  /** The variable with an address that takes the place of its own. */
  urlVariable: string | undefined;
}

const compatible = "@ai-sdk/openai-compatible";

/** Providers that are known by name. Others are asked for when they are used. */
export const providerNeeds: ReadonlyMap<string, ProviderNeeds> = new Map([
  ["openai", { package: "@ai-sdk/openai", keyVariable: "OPENAI_API_KEY", urlVariable: "OPENAI_BASE_URL" }],
  ["anthropic", { package: "@ai-sdk/anthropic", keyVariable: "ANTHROPIC_API_KEY", urlVariable: "ANTHROPIC_BASE_URL" }],
  ["google", { package: "@ai-sdk/google", keyVariable: "GOOGLE_GENERATIVE_AI_API_KEY", urlVariable: undefined }],
  ["openai-compatible", { package: compatible, keyVariable: "OPENAI_API_KEY", urlVariable: "OPENAI_BASE_URL" }],
]);

/** The packages and keys of every provider that targets, judges and embeddings name. No model is asked. */
export function checkModels(config: Config, plans: readonly Plan[], environment: Environment): Diagnosis[] {
  const byProvider = new Map<string, Set<string>>();
  for (const model of modelsOf(config, plans)) {
    const provider = model.slice(0, model.indexOf("/"));
    byProvider.set(provider, (byProvider.get(provider) ?? new Set()).add(model));
  }
  return [...byProvider].map(([provider, models]) => checkProvider(provider, [...models], config, environment));
}

function checkProvider(
  provider: string,
  models: readonly string[],
  config: Config,
  { variables }: Environment,
): Diagnosis {
  const about = models.length > 2 ? `${models.slice(0, 2).join(", ")}, ...` : models.join(", ");
  const address = config.models?.baseUrls[provider];
  const needs =
    providerNeeds.get(provider) ??
    (address === undefined ? undefined : { package: compatible, keyVariable: undefined, urlVariable: undefined });
  if (needs === undefined) {
    return unsure(
      "models",
      `${provider} is not known by name`,
      `models: { baseUrls: { ${provider}: https://.../v1 } }`,
      about,
    );
  }
  if (!isInstalled(needs.package, config.directory))
    return faulty("models", `${needs.package} is not installed`, `npm install -D ${needs.package}`, 3, about);
  const { keyVariable, urlVariable } = needs;
  if (keyVariable === undefined)
    return healthy("models", `${needs.package}, at the address under models.baseUrls`, about);
  const isElsewhere = address !== undefined || (urlVariable !== undefined && isSet(variables[urlVariable]));
  if (isSet(variables[keyVariable])) return healthy("models", `${needs.package}, ${keyVariable} is set`, about);
  if (isElsewhere) return healthy("models", `${needs.package}, at an address of your own without a key`, about);
  return isReplayed(config, variables)
    ? unsure(
        "models",
        `${keyVariable} is not set; what is on the cassettes is played back`,
        `export ${keyVariable}=...`,
        about,
      )
    : faulty("models", `${keyVariable} is not set`, `export ${keyVariable}=...`, 3, about);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

function isReplayed({ cassettes }: Config, variables: Environment["variables"]): boolean {
  const mode = variables["GOLDLOOP_CASSETTES"] || (cassettes?.mode ?? "off");
  return mode === "replay" || mode === "auto";
}

function isInstalled(name: string, directory: string): boolean {
  return [join(directory, "package.json"), import.meta.url].some((from) => {
    try {
      return createRequire(from).resolve(name) !== "";
    } catch {
      return false;
    }
  });
}

/** Every model that a run would ask: of chat targets, simulated users, judges and embeddings. */
function* modelsOf({ suites }: Config, plans: readonly Plan[]): Iterable<string> {
  for (const suite of suites.values()) yield* modelsOfSuite(suite);
  for (const plan of plans) {
    for (const scorer of [...plan.suiteScorers, ...plan.exampleScorers()]) {
      yield* scorer.embeddingModels;
      for (const { model } of scorer.judges) yield model;
    }
  }
}

function* modelsOfSuite({ target, targets, simulatedUser }: SuiteConfig): Iterable<string> {
  if (simulatedUser !== undefined) yield simulatedUser.model;
  for (const spec of [target, ...Object.values(targets ?? {})]) {
    if (!isJsonObject(spec) || !("chat" in spec)) continue;
    const { chat } = spec;
    if (typeof chat === "string") yield chat;
    else if (isJsonObject(chat) && typeof chat["model"] === "string") yield chat["model"];
  }
}
