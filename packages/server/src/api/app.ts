import { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import type { Metrics } from "../observe/index.ts";
import { accessLog } from "./access-log.ts";
import { answerError } from "./answer-error.ts";
import { checkDeclared } from "./declared.ts";
import type { ApiEnvironment } from "./environment.ts";
import { openApiRoutes } from "./openapi.ts";
import { RequestError } from "./problem.ts";
import { refuseInvalid } from "./refuse-invalid.ts";
import { auditRoutes } from "./routes/audit.ts";
import { erasureRoutes } from "./routes/erasures.ts";
import { giveFeedbackRoutes } from "./routes/feedback.ts";
import { healthRoutes } from "./routes/health.ts";
import { keyRoutes } from "./routes/keys.ts";
import { langfuseRoutes } from "./routes/langfuse.ts";
import { langsmithRoutes } from "./routes/langsmith.ts";
import { loginRoutes } from "./routes/login.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { oidcRoutes } from "./routes/oidc.ts";
import { otlpRoutes } from "./routes/otlp.ts";
import { peopleRoutes } from "./routes/people.ts";
import { projectRoutes } from "./routes/projects.ts";
import { releaseMarkerRoutes } from "./routes/release-markers.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { signalRoutes } from "./routes/signals.ts";
import { traceRoutes } from "./routes/traces.ts";
import { neverStored, secureResponses } from "./secure-responses.ts";
import type { Services } from "./services.ts";
import { webApp } from "./web-app.ts";

/** The routes under `/api/v1` that the web app calls; its typed client is made of them. */
const apiRoutes = (services: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .route("/", traceRoutes(services))
    .route("/", signalRoutes(services))
    .route("/", sessionRoutes(services))
    .route("/", giveFeedbackRoutes(services))
    .route("/", reviewRoutes(services))
    .route("/", loginRoutes(services))
    .route("/", oidcRoutes(services))
    .route("/", projectRoutes(services))
    .route("/", settingsRoutes(services))
    .route("/", releaseMarkerRoutes(services))
    .route("/", peopleRoutes(services))
    .route("/", keyRoutes(services))
    .route("/", auditRoutes(services))
    .route("/", erasureRoutes(services));

/** The type of the routes under `/api/v1`, for `hc<Api>("/api/v1")`. */
export type Api = ReturnType<typeof apiRoutes>;

/** What serves HTTP: API, ingest, health, and the web app from `webRoot`. Throws for a route without a declared permission. */
export function createApp(
  services: Services,
  options: { metrics: Metrics; webRoot: string },
): OpenAPIHono<ApiEnvironment> {
  const app = new OpenAPIHono<ApiEnvironment>({ defaultHook: refuseInvalid });
  app.onError(answerError);
  app.use(requestId());
  app.use(async (c, next) => {
    c.set("services", services);
    await next();
  });
  app.use(accessLog(services.log, options.metrics));
  app.use(secureResponses(services.settings.publicUrl));
  app.use("/api/*", neverStored);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(", ");
        c.header("allow", allow);
        return answerError(new RequestError(405, "wrong-method", `this address takes ${allow}`), c);
      },
    }),
  );
  app.route("/", healthRoutes(services));
  app.route("/", metricsRoutes(options.metrics.registry));
  if (services.settings.roles.includes("ingest")) {
    app.route("/", otlpRoutes());
    app.route("/api/public", langfuseRoutes(services));
    app.route("/langsmith", langsmithRoutes(services));
    app.route("/v1", giveFeedbackRoutes(services));
  }
  if (services.settings.roles.includes("api")) {
    app.route("/api/v1", apiRoutes(services));
    app.route("/api/v1", openApiRoutes(app));
    for (const handler of webApp(options.webRoot)) app.use(handler);
  }
  app.notFound((c) => answerError(new RequestError(404, "unknown-address", "there is nothing at this address"), c));
  checkDeclared(app);
  return app;
}
