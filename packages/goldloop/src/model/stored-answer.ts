import { z } from "zod";
import { digestOfJson } from "../digest/index.ts";
import type { Digest } from "../digest/index.ts";
import type { EmbedRequest, GenerateRequest } from "./access.ts";

const usageSchema = z.strictObject({
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  cachedInputTokens: z.number().optional(),
  reasoningTokens: z.number().optional(),
});

/** An answer of a language model as kept in cassettes and in the cache. */
const generatedSchema = z.strictObject({
  text: z.string(),
  object: z.json().optional(),
  toolCalls: z.array(z.strictObject({ id: z.string().optional(), name: z.string(), arguments: z.json() })),
  finishReason: z.string(),
  model: z.string(),
  usage: usageSchema,
  /** ms */
  latencyMs: z.number(),
  warnings: z.array(z.string()).optional(),
});
export type Generated = z.infer<typeof generatedSchema>;

/** An answer of an embedding model as kept in cassettes and in the cache. */
const embeddedSchema = z.strictObject({ embeddings: z.array(z.array(z.number())), usage: usageSchema });
export type Embedded = z.infer<typeof embeddedSchema>;

export const storedAnswerSchema = z.union([generatedSchema, embeddedSchema]);
export type StoredAnswer = Generated | Embedded;

/**
 * A request as far as it decides the answer: the model, everything that is sent to it, and the repeat. Neither the
 * address nor credentials belong to it.
 */
export interface CallIdentity {
  [key: string]: unknown;
  call: "generate" | "embed";
  model: string;
}

/** What identifies a call of a language model. */
export function generateIdentity(request: GenerateRequest): CallIdentity {
  const { model, messages, tools = [], schema, temperature, topP, maxOutputTokens, seed, repeat = 0 } = request;
  const parameters = { temperature, topP, maxOutputTokens, seed };
  const listed = tools.length === 0 ? undefined : tools;
  return plainJson({ call: "generate", model, messages, tools: listed, schema, parameters, repeat });
}

/** What identifies a call of an embedding model. */
export function embedIdentity({ model, values }: EmbedRequest): CallIdentity {
  return plainJson({ call: "embed", model, values });
}

/** SHA-256 of the canonical form (RFC 8785) of a call. */
export function keyOf(identity: CallIdentity): Digest {
  return digestOfJson(identity);
}

/**
 * A value as JSON holds it: without undefined, and every text well-formed. Half of a surrogate pair (a cut emoji) has
 * no canonical form and no UTF-8; it becomes U+FFFD.
 */
export function plainJson<T>(value: T): T {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? part.toWellFormed() : part));
  return JSON.parse(text) as T;
}
