import type { Context } from "hono";
import type { z } from "zod";
import { RequestError } from "./problem.ts";

/** The hook of every validated route: RequestError 400 with the place of the first fault, never with what was sent. */
export function refuseInvalid(
  result: { target: string } & ({ success: true } | { success: false; error: z.ZodError }),
  _c: Context,
): undefined {
  if (result.success) return undefined;
  const { issues } = result.error;
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const place = [nameOf[result.target] ?? result.target, ...(first?.path ?? []).map(String)].join(".");
  throw new RequestError(
    400,
    "invalid-request",
    `${place}: ${first === undefined ? "invalid" : said(first)}${more}`,
    hint,
  );
}

const nameOf: Record<string, string> = { json: "body", param: "path" };
const hint = "GET /api/v1/openapi.json describes every route";

/** Zod's words, without the keys that somebody chose. */
function said(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return /^\w{1,40}$/.test(key) ? `unknown key ${key}` : "an unknown key";
  }
  return issue.message;
}
