import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import { GoldloopError, IncompleteError, InputError, suggestion } from "../error/index.ts";
import { loadPackage } from "./load-package.ts";

/** A model to talk to, and how to speak about it in errors. */
export interface ProviderModel {
  /** `provider/model` */
  model: string;
  keyVariable: string;
  secret: string | undefined;
  language(): LanguageModelV4;
  embedding(): EmbeddingModelV4;
}

export interface Providers {
  /**
   * The model behind `provider/model`; the provider's package is loaded on first use. Throws an InputError for an
   * unknown provider, an IncompleteError with a line to paste for a missing package or key.
   */
  open(model: string): Promise<ProviderModel>;
  /** Where the model's provider is reached when that is not its own address: part of the cache's key. */
  endpoint(model: string): string | undefined;
}

export interface ProvidersOptions {
  /** The user's project: packages are looked up from there first. */
  directory: string;
  variables: Readonly<Record<string, string | undefined>>;
  /** By provider. A name that is not built in makes an OpenAI-compatible provider of that name. */
  baseUrls?: Readonly<Record<string, string>> | undefined;
}

interface Kind {
  package: string;
  factory: string;
  keyVariable: string;
  /** The variable with a base URL that takes the place of the provider's own. */
  urlVariable?: string;
}

const compatible = { package: "@ai-sdk/openai-compatible", factory: "createOpenAICompatible" };

const kinds: ReadonlyMap<string, Kind> = new Map([
  [
    "openai",
    {
      package: "@ai-sdk/openai",
      factory: "createOpenAI",
      keyVariable: "OPENAI_API_KEY",
      urlVariable: "OPENAI_BASE_URL",
    },
  ],
  [
    "anthropic",
    {
      package: "@ai-sdk/anthropic",
      factory: "createAnthropic",
      keyVariable: "ANTHROPIC_API_KEY",
      urlVariable: "ANTHROPIC_BASE_URL",
    },
  ],
  ["google", { package: "@ai-sdk/google", factory: "createGoogle", keyVariable: "GOOGLE_GENERATIVE_AI_API_KEY" }],
]);

/** What the packages export; the AI SDK's provider interface, as far as it is used. */
interface Sdk {
  languageModel(id: string): LanguageModelV4;
  /** Chat completions, where a provider has other APIs too. */
  chat?: (id: string) => LanguageModelV4;
  embeddingModel(id: string): EmbeddingModelV4;
}

interface Resolved extends Kind {
  provider: string;
  name: string;
  baseUrl: string | undefined;
  key: string | undefined;
}

/** The providers of a project. */
export function createProviders(options: ProvidersOptions): Providers {
  const { directory, variables } = options;
  const baseUrls = new Map(Object.entries(options.baseUrls ?? {}));
  const sdks = new Map<string, Promise<Sdk>>();

  const resolve = (model: string): Resolved => {
    const slash = model.indexOf("/");
    const provider = model.slice(0, Math.max(slash, 0));
    const name = model.slice(slash + 1);
    if (provider === "" || name === "") {
      const hint = name === "" ? "openai/gpt-4.1-2025-04-14" : `openai/${name}`;
      throw new InputError("invalid-model", `"${model}" is not a model: write provider/model`, { hint });
    }
    const kind = kinds.get(provider) ?? compatibleKind(provider, baseUrls, variables);
    if (kind === undefined) {
      const known = [...kinds.keys(), "openai-compatible", ...baseUrls.keys()];
      throw new InputError("unknown-provider", `unknown provider "${provider}"${suggestion(provider, known)}`, {
        hint: `models: { baseUrls: { ${provider}: "https://.../v1" } }`,
      });
    }
    const fromVariable = kind.urlVariable === undefined ? undefined : variables[kind.urlVariable] || undefined;
    const baseUrl = fromVariable ?? baseUrls.get(provider);
    return { ...kind, provider, name, baseUrl, key: variables[kind.keyVariable] || undefined };
  };

  const load = async (resolved: Resolved): Promise<Sdk> => {
    const { provider, baseUrl, key, keyVariable } = resolved;
    if (baseUrl === undefined && key === undefined) {
      throw new IncompleteError("missing-credentials", `${provider}: ${keyVariable} is not set`, {
        hint: `export ${keyVariable}=...`,
      });
    }
    const hint = `npm install -D ${resolved.package}`;
    const module = await loadPackage(resolved.package, directory);
    if (module === undefined) {
      throw new IncompleteError("missing-package", `${provider}/... needs the package ${resolved.package}`, { hint });
    }
    const factory = module[resolved.factory];
    if (typeof factory !== "function") {
      throw new IncompleteError("unsupported-package", `${resolved.package} has no ${resolved.factory}`, { hint });
    }
    const isCompatible = resolved.package === compatible.package;
    return factory({
      ...(baseUrl === undefined ? {} : { baseURL: baseUrl.replace(/\/+$/, "") }),
      // A local server needs no key, but the packages of the built-in providers insist on one.
      ...(key === undefined ? (isCompatible ? {} : { apiKey: "none" }) : { apiKey: key }),
      ...(isCompatible ? { name: provider, supportsStructuredOutputs: true } : {}),
    }) as Sdk;
  };

  return {
    endpoint: (model) => resolve(model).baseUrl,
    open: async (model) => {
      const resolved = resolve(model);
      const { provider, name } = resolved;
      let sdk = sdks.get(provider);
      if (sdk === undefined) {
        sdk = load(resolved);
        sdks.set(provider, sdk);
      }
      const opened = await sdk;
      return {
        model,
        keyVariable: resolved.keyVariable,
        secret: resolved.key,
        language: () => supported(opened.chat?.(name) ?? opened.languageModel(name), resolved),
        embedding: () => supported(opened.embeddingModel(name), resolved),
      };
    },
  };
}

function compatibleKind(
  provider: string,
  baseUrls: ReadonlyMap<string, string>,
  variables: Readonly<Record<string, string | undefined>>,
): Kind | undefined {
  if (baseUrls.has(provider)) {
    // OPENAI_API_KEY goes only where the environment says, never to an address out of a file.
    const keyVariable = `${provider.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`;
    return { ...compatible, keyVariable };
  }
  if (provider !== "openai-compatible") return undefined;
  if (!variables["OPENAI_BASE_URL"]) {
    throw new IncompleteError("missing-base-url", "openai-compatible/... needs the address of a server", {
      hint: "export OPENAI_BASE_URL=http://127.0.0.1:11434/v1",
    });
  }
  return { ...compatible, keyVariable: "OPENAI_API_KEY", urlVariable: "OPENAI_BASE_URL" };
}

function supported<Model extends { specificationVersion: string }>(model: Model, kind: Kind): Model {
  if (model.specificationVersion === "v4" || model.specificationVersion === "v3") return model;
  throw new GoldloopError(
    "unsupported-package",
    `this version of ${kind.package} speaks ${model.specificationVersion} of the AI SDK's interface; v3 or v4 is needed`,
    { hint: `npm install -D ${kind.package}@latest` },
  );
}
