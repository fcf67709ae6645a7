import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { GoldloopError, InputError } from "goldloop/error";
import { Overloaded } from "../ingest/index.ts";
import { faultOf } from "../observe/index.ts";
import { StoreError } from "../store/error.ts";
import type { Problem } from "./contract/shared.ts";
import type { ApiEnvironment } from "./environment.ts";
import { RequestError } from "./problem.ts";

interface Answer {
  status: ContentfulStatusCode;
  problem: Problem["error"];
  retryAfterSeconds?: number;
}

/** Writes the `Problem` of anything that was thrown below a route. Only faults of the server itself are logged as errors. */
export function answerError(error: unknown, c: Context<ApiEnvironment>): Response {
  const { status, problem, retryAfterSeconds } = answerOf(error, c.var.requestId);
  if (status >= 500) {
    const level = error instanceof GoldloopError ? "warn" : "error";
    c.var.services.log[level]({ requestId: c.var.requestId, ...faultOf(error) }, "request failed");
  }
  if (retryAfterSeconds !== undefined) c.header("retry-after", String(retryAfterSeconds));
  if (status === 401) c.header("www-authenticate", 'Bearer realm="goldloop"');
  return c.json({ error: problem } satisfies Problem, status);
}

function answerOf(error: unknown, requestId: string): Answer {
  if (error instanceof RequestError) {
    const answer = { status: error.status, problem: problemOf(error) };
    return error.status === 429 || error.status === 503
      ? { ...answer, retryAfterSeconds: error.retryAfterSeconds ?? 5 }
      : answer;
  }
  if (error instanceof Overloaded) {
    return {
      status: 429,
      problem: { code: "overloaded", message: error.message, hint: "send it again after Retry-After seconds" },
      retryAfterSeconds: Math.max(1, Math.ceil(error.retryAfterMs / 1000)),
    };
  }
  if (error instanceof StoreError && error.kind === "unavailable") {
    const problem = { code: error.code, message: "a database does not answer at the moment", hint: "try again" };
    return { status: 503, problem, retryAfterSeconds: 2 };
  }
  if (error instanceof StoreError && error.kind === "limit") {
    const hint = error.hint ?? "narrow the time range, or add a filter";
    return { status: 422, problem: { code: error.code, message: "the query takes too long or too much", hint } };
  }
  if (error instanceof InputError) return { status: 400, problem: problemOf(error) };
  if (error instanceof HTTPException) return answerOfHono(error);
  return {
    status: 500,
    problem: { code: "internal", message: `a fault of the server; its log tells more under ${requestId}` },
  };
}

/** What Hono and its validators throw themselves. */
function answerOfHono(error: HTTPException): Answer {
  if (error.status === 415) {
    const hint = "content-type: application/json";
    return { status: 415, problem: { code: "unsupported-media-type", message: "the body is of another type", hint } };
  }
  if (error.status === 400) {
    return { status: 400, problem: { code: "bad-json", message: "the body is no well-formed JSON" } };
  }
  return {
    status: error.status,
    problem: { code: "refused", message: "the request is refused" },
  };
}

function problemOf(error: GoldloopError): Problem["error"] {
  return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}
