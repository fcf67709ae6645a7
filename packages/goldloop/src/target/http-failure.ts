import { GoldloopError, InfrastructureError, messageOf } from "../error/index.ts";
import { excerpt } from "./http-request.ts";
import type { PreparedRequest } from "./http-request.ts";

/** Statuses that say nothing about the application: it, or something before it, is too busy or away. */
const passing = new Set([429, 502, 503, 504]);

/** How long a `Retry-After` header asks to wait, ms; undefined when there is none that can be read. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The error for a response that is no success: infrastructure for 429, 502, 503 and 504, the target's own otherwise. */
export async function refused(response: Response, request: PreparedRequest): Promise<GoldloopError> {
  const said = excerpt(await startOf(response), request.secrets);
  const message = `${request.label} answered ${response.status}${said === "" ? "" : `: ${said}`}`;
  const code = `http-${response.status}`;
  if (!passing.has(response.status)) return new GoldloopError(code, message);
  return new InfrastructureError(code, message, { retryAfterMs: retryAfterMs(response.headers.get("retry-after")) });
}

/** The error for a request that got no answer, or only part of one. */
export function noAnswer(cause: unknown, request: PreparedRequest): InfrastructureError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why = excerpt(messageOf(inner), request.secrets);
  return new InfrastructureError("connection", `${request.label} failed: ${why}`, {
    hint: "is the application running there?",
  });
}

async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (text.length > 2000) break;
    }
  } catch {
    // the status alone says enough
  }
  return text;
}
