import { OpenAPIHono, z } from "@hono/zod-openapi";
import { asOtlpStatus, otlpHandler, type OtlpSignal } from "../../ingest/index.ts";
import { answerError } from "../answer-error.ts";
import type { ApiContext, ApiEnvironment } from "../environment.ts";
import { route } from "../route.ts";

const bytes = z.any().openapi({ type: "string", format: "binary" });

/** One address that takes OTLP. */
function exportRoute<const P extends string>(path: P, signal: OtlpSignal) {
  const message = signal === "traces" ? "ExportTraceServiceResponse" : "ExportLogsServiceResponse";
  return route({
    method: "post",
    path,
    permission: "write-traces",
    maxBody: "own",
    tags: ["ingest"],
    summary: `OTLP ${signal}, as protobuf or JSON; 200 means stored`,
    responses: {
      200: {
        description: `${message}, in the encoding of the request; \`partialSuccess\` names what was refused one by one`,
        content: { "application/x-protobuf": { schema: bytes }, "application/json": { schema: z.looseObject({}) } },
      },
    },
  });
}

/**
 * OTLP over HTTP. Some exporters post to the bare address that they were given, so `/` takes traces too. Errors are
 * google.rpc.Status, as OTLP wants it.
 */
export function otlpRoutes(): OpenAPIHono<ApiEnvironment> {
  const app = new OpenAPIHono<ApiEnvironment>();
  app.onError((error, c) => asOtlpStatus(answerError(error, c), c as ApiContext));
  app.openapi(exportRoute("/v1/traces", "traces"), otlpHandler("traces") as never);
  app.openapi(exportRoute("/v1/logs", "logs"), otlpHandler("logs") as never);
  app.openapi(exportRoute("/", "traces"), otlpHandler("traces") as never);
  return app;
}
