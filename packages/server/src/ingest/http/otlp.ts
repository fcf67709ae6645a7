import { RequestError } from "../../api/problem.ts";
import type { ApiContext } from "../../api/environment.ts";
import type { Problem } from "../../api/contract/shared.ts";
import { exportResponse, exportResponseJson, statusMessage, type OtlpSignal } from "../otlp/answers.ts";
import { readBody } from "./read-body.ts";

type Encoding = "protobuf" | "json";

const mediaTypes = { protobuf: "application/x-protobuf", json: "application/json" } as const;
/** Headers that dialects read. */
const passedOn = ["x-mlflow-experiment-id"];
/** HTTP status -> google.rpc.Code. */
const codes: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 3, 415: 3, 429: 8, 503: 14 };

/** Answers `ExportTraceServiceRequest` or `ExportLogsServiceRequest` over HTTP, in the encoding that it came in. 200 means stored. */
export function otlpHandler(signal: OtlpSignal): (c: ApiContext) => Promise<Response> {
  return async (c) => {
    const { services, principal, projectId } = c.var;
    const encoding = encodingOf(c);
    if (encoding === undefined) {
      throw new RequestError(
        415,
        "unsupported-media-type",
        "OTLP comes as protobuf or JSON",
        "content-type: application/x-protobuf",
      );
    }
    const body = await readBody(c);
    const outcome = await services.ingest.submit({
      projectId,
      keyId: principal.kind === "key" ? principal.keyId : "",
      format: `otlp-${signal}-${encoding}`,
      body,
      headers: headersOf(c),
    });
    return encoding === "json"
      ? c.json(exportResponseJson(signal, outcome))
      : c.body(exportResponse(signal, outcome), 200, { "content-type": mediaTypes.protobuf });
  };
}

/**
 * The answer to a failed request as OTLP wants it: a google.rpc.Status in the request's encoding instead of a `Problem`.
 * Status and headers (Retry-After) stay.
 */
export async function asOtlpStatus(answer: Response, c: ApiContext): Promise<Response> {
  const { error } = (await answer.json()) as Problem;
  const message = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  const code = codes[answer.status] ?? 13;
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  if (encodingOf(c) !== "protobuf") {
    headers.set("content-type", mediaTypes.json);
    return new Response(JSON.stringify({ code, message }), { status: answer.status, headers });
  }
  headers.set("content-type", mediaTypes.protobuf);
  return new Response(statusMessage(code, message), { status: answer.status, headers });
}

function encodingOf(c: ApiContext): Encoding | undefined {
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  return type === "application/json" ? "json" : undefined;
}

function headersOf(c: ApiContext): Record<string, string> | undefined {
  const given = passedOn.flatMap((name) => {
    const value = c.req.header(name);
    return value === undefined ? [] : [[name, value.slice(0, 200)] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
