import type { Problem } from "./types.ts";

/** What a query may carry: lists are repeated parameters, undefined is left out. */
export type QueryValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The API refused or could not be reached. `status` 0: no answer at all. `hint` says how to mend it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(status: number, problem: Problem["error"]) {
    super(problem.message);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code;
    this.hint = problem.hint;
  }
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  query?: QueryValues | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Asks the API, `path` below `/api/v1`. Returns the JSON of a 2xx answer, undefined for an empty one; throws ApiError. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = "GET", query, body, signal } = options;
  const response = await fetch(`/api/v1${path}${queryString(query)}`, {
    method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, {
      code: "unreachable",
      message: "The server does not answer.",
      hint: "Check that `goldloop serve` is running; this page tries again by itself.",
    });
  });
  const text = await response.text();
  const json = parsed(text);
  if (!response.ok) throw new ApiError(response.status, problemOf(json, response.status));
  return json as T;
}

/** `?a=1&b=x&b=y`, or nothing. */
export function queryString(query: QueryValues | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(json: unknown, status: number): Problem["error"] {
  const error = (json as Partial<Problem> | undefined)?.error;
  if (error && typeof error.message === "string") return error;
  return { code: "unexpected-answer", message: `The server answered ${status} without saying why.` };
}
