import { toDocuments } from "./messages.ts";
import type { Dialect } from "./definition.ts";

/** What any span may carry: identity and deployment by OpenTelemetry's general conventions, and plain input and output. */
export const generic: Dialect = {
  name: "generic",
  prefixes: [],
  read(view, span) {
    const { attributes: resource } = view.raw.resource;
    const ofResource = (...keys: string[]): string | undefined => {
      const value = keys.map((key) => resource[key]).find((one) => typeof one === "string" && one !== "");
      return typeof value === "string" ? value : undefined;
    };
    span.sessionId ??= view.text("session.id");
    span.userId ??= view.text("user.id", "enduser.id");
    span.environment ??=
      view.text("deployment.environment.name", "deployment.environment") ??
      ofResource("deployment.environment.name", "deployment.environment");
    span.release ??= ofResource("service.version");
    span.input ??= view.json("input");
    span.output ??= view.json("output");
    if (span.kind === "retrieval") span.documents ??= toDocuments(span.output);
  },
};
