import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

const none = "'none'";
const self = "'self'";

/**
 * Headers of every answer. Model output is shown by the same app that people administer with: no script, style, frame, form
 * or connection but the app's own may come of it. Other origins get nothing (no CORS).
 */
export function secureResponses(publicUrl: string | undefined): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: [none],
      scriptSrc: [self],
      styleSrc: [self],
      imgSrc: [self, "data:"],
      connectSrc: [self],
      frameAncestors: [none],
      baseUri: [none],
      formAction: [none],
    },
    strictTransportSecurity: publicUrl?.startsWith("https:") === true ? "max-age=31536000" : false,
    xFrameOptions: "DENY",
    xXssProtection: false,
    xDownloadOptions: false,
    crossOriginOpenerPolicy: "same-origin",
    crossOriginResourcePolicy: "same-origin",
    referrerPolicy: "no-referrer",
  });
}

/** Answers of the API hold what only the asker may see, secrets of new keys among it: neither browser nor proxy keeps them. */
export const neverStored: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("cache-control", "no-store");
};
