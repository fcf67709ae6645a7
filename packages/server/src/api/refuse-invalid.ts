import type { Context } from "hono";
import type { z } from "zod";
import type { ApiEnvironment } from "./environment.ts";
import { wordsOf } from "./issue-words.ts";
import { RequestError } from "./problem.ts";

/** The hook of every validated route: RequestError 400 with the place of the first fault, never with what was sent. */
export function refuseInvalid(
  result: { target: string; data?: unknown } & ({ success: true } | { success: false; error: z.ZodError }),
  c: Context<ApiEnvironment>,
): undefined {
  if (result.success) return undefined;
  const { issues } = result.error;
  const [first] = issues;
  const schema = c.var.accepts[result.target as "query" | "json"];
  const told = first === undefined ? { path: [], words: "invalid" } : wordsOf(first, { schema, data: result.data });
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const place = [nameOf[result.target] ?? result.target, ...told.path.map(String)].join(".");
  throw new RequestError(400, "invalid-request", `${place}: ${told.words}${more}`, told.hint ?? hint);
}

const nameOf: Record<string, string> = { json: "body", param: "path" };
const hint = "GET /api/v1/openapi.json describes every route";
