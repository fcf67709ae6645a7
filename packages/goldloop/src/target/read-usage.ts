import { isJsonObject } from "../digest/index.ts";
import type { Usage } from "../trace/index.ts";

/**
 * Token counts as providers and SDKs report them, with each token counted once: Goldloop's own names, OpenAI's,
 * the AI SDK's, Anthropic's (whose `input_tokens` leaves cached ones out) and Gemini's (whose candidates leave thoughts
 * out). Undefined when the value holds none of them.
 */
export function readUsage(value: unknown): Usage | undefined {
  if (!isJsonObject(value)) return undefined;
  const fields: Record<string, unknown> = value;
  const of = (...paths: string[]): number | undefined =>
    paths.map((path) => countAt(fields, path)).find((count) => count !== undefined);

  if (of("promptTokenCount", "candidatesTokenCount") !== undefined) {
    const thoughts = of("thoughtsTokenCount");
    const candidates = of("candidatesTokenCount");
    return usage(of("promptTokenCount"), sum(candidates, thoughts), of("cachedContentTokenCount"), thoughts);
  }
  const read = of("cache_read_input_tokens");
  const written = of("cache_creation_input_tokens");
  if (read !== undefined || written !== undefined) {
    return usage(sum(of("input_tokens"), read, written), of("output_tokens"), read, undefined);
  }
  return usage(
    of("inputTokens", "prompt_tokens", "input_tokens", "promptTokens"),
    of("outputTokens", "completion_tokens", "output_tokens", "completionTokens"),
    of(
      "cachedInputTokens",
      "inputTokenDetails.cacheReadTokens",
      "prompt_tokens_details.cached_tokens",
      "input_tokens_details.cached_tokens",
    ),
    of(
      "reasoningTokens",
      "outputTokenDetails.reasoningTokens",
      "completion_tokens_details.reasoning_tokens",
      "output_tokens_details.reasoning_tokens",
    ),
  );
}

function usage(
  inputTokens: number | undefined,
  outputTokens: number | undefined,
  cachedInputTokens: number | undefined,
  reasoningTokens: number | undefined,
): Usage | undefined {
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
  };
}

function sum(...counts: (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0);
}

function countAt(fields: Record<string, unknown>, path: string): number | undefined {
  const [key = "", inner] = path.split(".");
  const found = fields[key];
  const count = inner === undefined ? found : isJsonObject(found) ? found[inner] : undefined;
  return typeof count === "number" && Number.isFinite(count) && count >= 0 ? count : undefined;
}
