import { GoldloopError, IncompleteError, InfrastructureError, messageOf } from "../error/index.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Who was asked, for messages. */
export interface Asked {
  /** `provider/model` */
  model: string;
  /** The variable with the key, for hints. */
  keyVariable: string;
  /** Never to appear in a message, even when the other side repeats it. */
  secret: string | undefined;
}

/** What the AI SDK's APICallError carries; told by its fields, since the user's copy of the class is another one. */
interface CallFailure extends Error {
  statusCode?: number;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
}

const networkCodes = /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+)$/;
const badAnswers = /^AI_(?:InvalidResponseData|JSONParse|TypeValidation|EmptyResponseBody|NoContentGenerated)Error$/;

/**
 * Sorts what a provider threw. Network failures, 408, 425, 429, 5xx and answers that cannot be read become an
 * InfrastructureError (retried); an exhausted quota, 401 and 403 an IncompleteError, everything else a GoldloopError:
 * asking again would not help.
 */
export function failureOf(error: unknown, asked: Asked, nowMs: number): GoldloopError {
  if (error instanceof GoldloopError) return error;
  const status = isCallFailure(error) ? error.statusCode : undefined;
  const told = `${asked.model}: ${withoutSecret(messageOf(error), asked.secret)}`;
  if (status !== undefined && status >= 400) return ofStatus(status, error as CallFailure, told, asked, nowMs);
  if (hasNetworkCode(error)) return new InfrastructureError("connection", told, { cause: error });
  // A success whose body is not what the protocol says comes from something between us and the model.
  if (status !== undefined || (error instanceof Error && badAnswers.test(error.name))) {
    return new InfrastructureError("bad-response", told, { cause: error });
  }
  return new GoldloopError("model-call-failed", told, { cause: error });
}

function ofStatus(status: number, error: CallFailure, told: string, asked: Asked, nowMs: number): GoldloopError {
  const message = `${told} (HTTP ${status})`;
  const cause = error;
  if (status === 401 || status === 403) {
    return new IncompleteError("credentials-refused", message, { cause, hint: `export ${asked.keyVariable}=...` });
  }
  if (status === 429 && /insufficient_quota/.test(error.responseBody ?? "")) {
    return new IncompleteError("quota-exhausted", message, { cause, hint: "raise the quota, then --resume" });
  }
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    const code = status === 429 ? "rate-limited" : status >= 500 ? "server-error" : "connection";
    const after = retryAfterMs(error.responseHeaders ?? {}, nowMs);
    return new InfrastructureError(code, message, { cause, retryAfterMs: after });
  }
  if (status === 404) {
    return new GoldloopError("model-not-found", message, { cause, hint: "check the model's name and the base URL" });
  }
  return new GoldloopError("request-refused", message, { cause });
}

function isCallFailure(error: unknown): error is CallFailure {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
}

function hasNetworkCode(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at);
    if ("code" in at && typeof at.code === "string" && networkCodes.test(at.code)) return true;
  }
  return error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
}

function withoutSecret(text: string, secret: string | undefined): string {
  return secret === undefined || secret.length < 4 ? text : text.replaceAll(secret, "***");
}
