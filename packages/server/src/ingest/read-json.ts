import type { ApiContext } from "../api/environment.ts";
import { RequestError } from "../api/problem.ts";
import { readBody } from "./http/read-body.ts";

/**
 * The body of a request as JSON, whatever its declared type: some clients say none. Throws what `readBody` throws, and RequestError 400
 * for what is not JSON. The message never quotes the body.
 */
export async function readJson(c: ApiContext): Promise<unknown> {
  const body = await readBody(c);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new RequestError(400, "bad-json", "the body is no well-formed JSON");
  }
}

/** The same where only an object makes sense. Throws RequestError 422 for another value. */
export async function readJsonObject(c: ApiContext): Promise<Record<string, unknown>> {
  return objectIn(await readJson(c));
}

/** The value when it is an object. Throws RequestError 422 for another value. */
export function objectIn(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RequestError(422, "not-an-object", "the body is no JSON object");
  }
  return value as Record<string, unknown>;
}
