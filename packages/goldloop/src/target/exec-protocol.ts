import { isJsonObject } from "../digest/index.ts";
import type { Json, JsonObject } from "../digest/index.ts";
import { GoldloopError, InfrastructureError } from "../error/index.ts";
import type { TargetContext, TargetResult } from "./definition.ts";
import { noOutput, readResult } from "./read-result.ts";

/** One line to the process. */
export function requestLine(key: string, input: Json, context: TargetContext): string {
  const { exampleId, trial, seed, traceparent, attachments } = context;
  return JSON.stringify({ key, id: exampleId, trial, seed, input, traceparent, attachments });
}

/** A line of the process: which call it answers, and its fields. Undefined for what is no JSON object. */
export function parseAnswer(line: string): { key: string | undefined; fields: JsonObject } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { key, ...fields } = value;
  return { key: typeof key === "string" || typeof key === "number" ? String(key) : undefined, fields };
}

/**
 * The result in an answer. Throws what the answer reports: `error` as a text or `{ message, code, infrastructure,
 * retryAfterMs }`, of which `infrastructure: true` makes an InfrastructureError, to be tried again. Throws GoldloopError
 * (`no-output`, `bad-result`) as for any other target.
 */
export async function readAnswer(fields: JsonObject, startedAt: number, signal: AbortSignal): Promise<TargetResult> {
  const { error, ...result } = fields;
  if (error !== undefined && error !== null && error !== false) throw reported(error);
  if (!("output" in result)) throw noOutput("the answer has no output", 'answer { "key": ..., "output": ... }');
  const read = await readResult(result, startedAt, signal);
  return { ...read, latencyMs: read.latencyMs ?? performance.now() - startedAt };
}

function reported(error: Json): GoldloopError {
  const fields: JsonObject = isJsonObject(error) ? error : { message: error };
  const { message, code, infrastructure, retryAfterMs } = fields;
  const text = typeof message === "string" && message !== "" ? message : JSON.stringify(message ?? error);
  const named = typeof code === "string" && /^[a-z0-9-]+$/.test(code) ? code : "target-error";
  if (infrastructure !== true) return new GoldloopError(named, text);
  return new InfrastructureError(named, text, {
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
  });
}
