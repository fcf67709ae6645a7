import type { Json, JsonObject } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { TargetContext, TargetEnvironment } from "./definition.ts";
import type { HttpOptions } from "./http-options.ts";
import { interpolate, interpolateJson, mask, secretsIn } from "./interpolate.ts";
import { compileJson, compileText, templateValues } from "./template.ts";

/** A request made ready, to be filled in for each call. */
export interface PreparedRequest {
  /** What to call it in errors: method, origin and path. */
  label: string;
  /** Texts that must not appear in errors. */
  secrets: readonly string[];
  url(input: Json, context: TargetContext): string;
  init(input: Json, context: TargetContext): RequestInit;
}

const withoutBody = new Set(["GET", "HEAD"]);
/** Values of such headers are masked even when they are written out in the file. */
const sensitive = /auth|cookie|token|secret|key|password/i;

/**
 * Compiles url, headers and body. Throws InputError: `missing-variable`, `template`, `bad-url`, `bad-header`,
 * `body-not-allowed`.
 */
export function prepareRequest(options: HttpOptions, environment: TargetEnvironment): PreparedRequest {
  const { variables } = environment;
  const method = (options.method ?? "POST").toUpperCase();
  if (withoutBody.has(method) && options.body !== undefined) {
    throw new InputError("body-not-allowed", `a ${method} request has no body`, { hint: "method: POST, or drop body" });
  }
  const written = interpolate(options.url, variables, "url");
  const sample = written.replaceAll(/\{\{[^{}]*\}\}/g, "x");
  if (!URL.canParse(sample) || !/^https?:$/.test(new URL(sample).protocol)) {
    throw new InputError("bad-url", "url is no http or https address", { hint: "url: http://127.0.0.1:3000/answer" });
  }
  const url = compileText(written, "url", encodeURIComponent);
  const headers = new Headers({ accept: options.stream === undefined ? "application/json, */*" : "*/*" });
  const body = withoutBody.has(method) ? undefined : (options.body ?? { input: "{{input}}" });
  if (body !== undefined)
    headers.set("content-type", typeof body === "string" ? "text/plain; charset=utf-8" : "application/json");
  for (const [name, value] of Object.entries(options.headers ?? {}))
    setHeader(headers, name, interpolate(value, variables, `header ${name}`));
  const fill = body === undefined ? undefined : compileJson(interpolateJson(body, variables, "body"), "body");
  const { origin, pathname } = new URL(sample);
  return {
    label: `${method} ${origin}${pathname}`,
    secrets: secretsOf(options, variables),
    url: (input, context) => url(templateValues(input, context)),
    init: (input, context) => {
      const own = new Headers(headers);
      if (!own.has("traceparent")) own.set("traceparent", context.traceparent);
      const filled = fill?.(templateValues(input, context));
      const text =
        filled === undefined
          ? null
          : typeof body === "string" && typeof filled === "string"
            ? filled
            : JSON.stringify(filled);
      return { method, headers: own, body: text, signal: context.signal };
    },
  };
}

/**
 * The options as they identify the target: the address with its variables filled in, except where secrets stand (query
 * and credentials), everything else as written, so that values of variables never show.
 */
export function describeRequest(options: HttpOptions, environment: TargetEnvironment): JsonObject {
  const query = queryOf(options.url);
  const address = interpolate(options.url.slice(0, options.url.length - query.length), environment.variables, "url");
  // a variable may bring a query or credentials of its own
  const url = address.replace(/^(https?:\/\/)[^/@]*@/, "$1***@").replace(/[?#].*$/, "?***") + query;
  const headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([name, value]) => {
      const masked = sensitive.test(name) && !value.includes("${");
      return [name.toLowerCase(), masked ? "***" : value];
    }),
  );
  const { url: _, headers: __, ...rest } = options;
  return {
    url,
    method: options.method?.toUpperCase() ?? "POST",
    ...(options.headers && { headers }),
    ...(rest as JsonObject),
  };
}

/** A text of the other side, on one line, short and without secrets. */
export function excerpt(text: string, secrets: readonly string[]): string {
  const line = mask(text, secrets).replaceAll(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}

function secretsOf(options: HttpOptions, variables: TargetEnvironment["variables"]): string[] {
  const { headers = {}, body, url } = options;
  const values = Object.entries(headers).flatMap(([name, value]) => {
    const filled = interpolate(value, variables, `header ${name}`);
    return sensitive.test(name)
      ? [filled, ...filled.split(/\s+/).filter((word) => word.length >= 8)]
      : secretsIn(value, variables);
  });
  const all = [...values, ...secretsIn(queryOf(url), variables), ...secretsIn(JSON.stringify(body ?? null), variables)];
  return [...new Set(all)].filter((value) => value.length >= 4).toSorted((a, b) => b.length - a.length);
}

function queryOf(url: string): string {
  return /[?#].*$/s.exec(url)?.[0] ?? "";
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    // the platform's message quotes the value
    throw new InputError("bad-header", `header ${name} has a name or value that HTTP does not allow`, {
      hint: "check for line breaks, also in the variables it uses",
    });
  }
}
