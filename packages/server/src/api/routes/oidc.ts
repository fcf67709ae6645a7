import { OpenAPIHono, z } from "@hono/zod-openapi";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { cookieOptions, giveSession, ownOrigin } from "../browser-session.ts";
import type { ApiContext, ApiEnvironment } from "../environment.ts";
import { RequestError } from "../problem.ts";
import { route } from "../route.ts";
import type { Services } from "../services.ts";

const path = "/login/oidc";
const cookiePath = `/api/v1${path}`;
const cookie = "goldloop_oidc";

const depart = route({
  method: "get",
  path,
  tags: ["People"],
  permission: "anyone",
  summary: "Send a browser to log in at the issuer of OpenID Connect",
  // a portal of the issuer may lead here with parameters of its own (iss, login_hint)
  request: { query: z.looseObject({ next: z.string().optional().openapi({ description: "page to go on to" }) }) },
  responses: { 302: { description: "to the issuer; to the login page with what is wrong" } },
});

const comeBack = route({
  method: "get",
  path: `${path}/callback`,
  tags: ["People"],
  permission: "anyone",
  summary: "Where the issuer sends the browser back to",
  responses: { 302: { description: "to the page asked for, logged in; to the login page with what is wrong" } },
});

/** A login at the issuer. A browser opens these addresses: what is wrong is said by the login page. */
export const oidcRoutes = ({ access }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(depart, (c) =>
      orLoginPage(c, async () => {
        const { next } = c.req.valid("query");
        const departure = await access.departToOidc(callbackOf(c), next);
        setCookie(c, cookie, departure.cookie, { ...cookieOptions(c, cookiePath), maxAge: departure.validSeconds });
        return departure.url;
      }),
    )
    .openapi(comeBack, (c) =>
      orLoginPage(c, async () => {
        const kept = getCookie(c, cookie);
        deleteCookie(c, cookie, cookieOptions(c, cookiePath));
        const session = await access.returnFromOidc(callbackOf(c), new URL(c.req.url).search, kept);
        giveSession(c, session);
        return session.next;
      }),
    );

async function orLoginPage(c: ApiContext, go: () => Promise<string>) {
  try {
    return c.redirect(await go(), 302);
  } catch (error) {
    if (!(error instanceof RequestError) || error.status === 404) throw error;
    return c.redirect(`/login?problem=${error.code}`, 302);
  }
}

function callbackOf(c: ApiContext): string {
  return `${ownOrigin(c)}/api/v1${path}/callback`;
}
