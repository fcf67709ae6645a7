import type { GenerateRequest, EmbedRequest } from "./access.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { InfrastructureError } from "../error/index.ts";
import { failureOf } from "./failure.ts";
import { askLanguageModel } from "./language.ts";
import { createRateLimiter } from "./limit.ts";
import type { RateLimiter, RateLimits } from "./limit.ts";
import { createProviders } from "./providers.ts";
import type { ProviderModel, ProvidersOptions } from "./providers.ts";
import { withRetry } from "./retry.ts";
import type { Retry } from "./retry.ts";
import { plainJson } from "./stored-answer.ts";
import type { Embedded, Generated } from "./stored-answer.ts";
import { createSchemaChecker, jsonOfText } from "./structured.ts";

export interface LiveOptions extends ProvidersOptions {
  /** By `provider/model` or `provider`; a call keeps to both. */
  limits?: Readonly<Record<string, RateLimits>> | undefined;
  /** Repeats after infrastructure failures. Default 3. */
  retries?: number | undefined;
  /** How long one attempt may take, ms. Default 120 000. */
  timeoutMs?: number | undefined;
  onRetry?: ((retry: Retry & { model: string }) => void) | undefined;
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
}

/** Models asked over the network, with limits and retries. */
export interface LiveModels {
  generate(request: GenerateRequest): Promise<Generated>;
  embed(request: EmbedRequest): Promise<Embedded>;
  endpoint(model: string): string | undefined;
}

/** What is assumed of an answer's length until it is known, tokens. */
const ASSUMED_OUTPUT_TOKENS = 500;
const CHARACTERS_PER_TOKEN = 4;

/** The live end of the model access. See ModelAccess for the errors. */
export function createLiveModels(options: LiveOptions): LiveModels {
  const { limits = {}, retries = 3, timeoutMs = 120_000, onRetry, random, clock = systemClock } = options;
  const providers = createProviders(options);
  const checker = createSchemaChecker();
  const limiters = new Map<string, RateLimiter>();
  const given = new Map(Object.entries(limits));

  const limiterOf = (name: string): RateLimiter => {
    let limiter = limiters.get(name);
    if (limiter === undefined) {
      limiter = createRateLimiter(given.get(name), clock);
      limiters.set(name, limiter);
    }
    return limiter;
  };

  const attempt = async <T>(
    model: ProviderModel,
    signal: AbortSignal | undefined,
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await ask(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) {
        throw new InfrastructureError("timeout", `${model.model}: no answer within ${timeoutMs} ms`, { cause: error });
      }
      throw failureOf(error, model, Date.now());
    }
  };

  /** One call: admitted by both limiters, repeated as allowed; a 429 makes every caller of the model wait. */
  const call = async <T extends { usage: Generated["usage"] }>(
    request: { model: string; signal?: AbortSignal },
    estimate: number,
    ask: (model: ProviderModel, signal: AbortSignal) => Promise<T>,
  ): Promise<{ answer: T; latencyMs: number }> => {
    const { signal } = request;
    const model = await providers.open(request.model);
    const provider = request.model.slice(0, request.model.indexOf("/"));
    const ofModel = limiterOf(request.model);
    return withRetry(
      async () => {
        const admissions = [];
        for (const limiter of [limiterOf(provider), ofModel]) {
          admissions.push(await limiter.acquire({ tokens: estimate, signal }));
        }
        let used = 0;
        try {
          const started = clock.now();
          const answer = await attempt(model, signal, (either) => ask(model, either));
          const latencyMs = clock.now() - started;
          const { inputTokens, outputTokens = 0 } = answer.usage;
          used = inputTokens === undefined ? estimate : inputTokens + outputTokens;
          return { answer, latencyMs };
        } finally {
          for (const admission of admissions) admission.settle(used);
        }
      },
      {
        retries,
        signal,
        clock,
        random,
        onRetry: (retry) => {
          if (retry.error.code === "rate-limited") ofModel.pause(retry.delayMs);
          onRetry?.({ ...retry, model: request.model });
        },
      },
    );
  };

  return {
    endpoint: (model) => providers.endpoint(model),
    generate: async (request) => {
      const { schema, messages, maxOutputTokens = ASSUMED_OUTPUT_TOKENS } = request;
      const characters = messages.reduce((sum, message) => sum + message.content.length, 0);
      const { answer, latencyMs } = await call(
        request,
        Math.ceil(characters / CHARACTERS_PER_TOKEN) + maxOutputTokens,
        (model, signal) => askLanguageModel(model.language(), request, signal),
      );
      const { structuredText, warnings, ...rest } = answer;
      const generated: Generated = { ...rest, latencyMs };
      if (warnings.length > 0) generated.warnings = warnings;
      const object = schema === undefined ? undefined : jsonOfText(structuredText);
      if (schema !== undefined && object !== undefined && (await checker.matches(schema, object))) {
        generated.object = object;
      }
      return plainJson(generated);
    },
    embed: async (request) => {
      const characters = request.values.reduce((sum, value) => sum + value.length, 0);
      const estimate = Math.ceil(characters / CHARACTERS_PER_TOKEN);
      const { answer } = await call(request, estimate, (model, signal) => embedAll(model, request.values, signal));
      return answer;
    },
  };
}

/** Embeds in as many requests as the provider's limit per request asks for. */
async function embedAll(model: ProviderModel, values: string[], abortSignal: AbortSignal): Promise<Embedded> {
  const embedding = model.embedding();
  const size = Math.min((await embedding.maxEmbeddingsPerCall) ?? values.length, Math.max(values.length, 1));
  const embeddings: number[][] = [];
  let inputTokens: number | undefined = 0;
  for (let start = 0; start < values.length; start += size) {
    const part = values.slice(start, start + size);
    const result = await embedding.doEmbed({ values: part, abortSignal });
    if (result.embeddings.length !== part.length) {
      const told = `${model.model}: ${result.embeddings.length} vectors for ${part.length} texts`;
      throw new InfrastructureError("bad-response", told);
    }
    embeddings.push(...result.embeddings);
    inputTokens =
      inputTokens === undefined || result.usage === undefined ? undefined : inputTokens + result.usage.tokens;
  }
  return { embeddings, usage: inputTokens === undefined ? {} : { inputTokens } };
}
