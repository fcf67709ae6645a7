import type { Json } from "../digest/index.ts";
import { GoldloopError } from "../error/index.ts";
import { reasonOf } from "./abort.ts";
import { defineTarget } from "./definition.ts";
import type { TargetResult } from "./definition.ts";
import { noAnswer, refused } from "./http-failure.ts";
import { httpOptions, readMeasures } from "./http-options.ts";
import type { HttpOptions } from "./http-options.ts";
import { describeRequest, excerpt, prepareRequest } from "./http-request.ts";
import type { PreparedRequest } from "./http-request.ts";
import { readStream } from "./http-stream.ts";
import { parsePath, valueAt } from "./path.ts";
import { noOutput } from "./read-result.ts";

/** Calls an application over HTTP. */
export const httpTarget = defineTarget<HttpOptions>({
  name: "http",
  summary: "A request to an HTTP endpoint, with JSON, text or a stream as the answer.",
  options: httpOptions,
  short: "url",
  identity: async (options, environment) => describeRequest(options, environment),
  async open(options, environment) {
    const request = prepareRequest(options, environment);
    return {
      async call(input, context) {
        const url = request.url(input, context);
        const init = request.init(input, context);
        const startedAt = performance.now();
        try {
          const response = await fetch(url, init);
          if (!response.ok) throw await refused(response, request);
          const result =
            options.stream === undefined
              ? readWhole(await response.text(), response, options, request)
              : await readStream(response, options, startedAt);
          return { ...result, latencyMs: performance.now() - startedAt };
        } catch (error) {
          if (context.signal.aborted) throw reasonOf(context.signal);
          throw error instanceof GoldloopError ? error : noAnswer(error, request);
        }
      },
      close: () => Promise.resolve(),
    };
  },
});

function readWhole(text: string, response: Response, options: HttpOptions, request: PreparedRequest): TargetResult {
  const needsJson = options.output !== undefined || /\bjson\b/i.test(response.headers.get("content-type") ?? "");
  if (!needsJson) {
    if (text === "") throw noOutput(`${request.label} answered with nothing`);
    return { output: text };
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    if (text === "") throw noOutput(`${request.label} answered with nothing`);
    throw new GoldloopError("bad-response", `${request.label} answered no JSON: ${excerpt(text, request.secrets)}`, {
      cause,
    });
  }
  const output = options.output === undefined ? value : valueAt(value, parsePath(options.output) ?? []);
  if (output === undefined || output === null) {
    const where = options.output === undefined ? "" : ` at ${options.output}`;
    throw noOutput(
      `${request.label} answered nothing${where}: ${excerpt(text, request.secrets)}`,
      "check output against one response",
    );
  }
  return { output, ...readMeasures(value, options) };
}
