import { OpenAPIHono } from "@hono/zod-openapi";
import { giveSession, takeSession } from "../browser-session.ts";
import { callerAddress } from "../caller-address.ts";
import {
  loginBody,
  loginStateSchema,
  meSchema,
  sessionBegunSchema,
  setupBody,
  setupCheckBody,
  setupCheckSchema,
} from "../contract/access.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["People"];
const begun = json(sessionBegunSchema, "the session is in the cookie goldloop_session");

const showLogin = route({
  method: "get",
  path: "/login",
  tags,
  permission: "anyone",
  summary: "What the login page must know",
  responses: { 200: json(loginStateSchema, "whether somebody has an account yet, and ways to log in") },
});

const logIn = route({
  method: "post",
  path: "/login",
  tags,
  permission: "anyone",
  summary: "Log in by e-mail and password",
  request: { body: json(loginBody, "who logs in") },
  responses: { 200: begun },
});

const setUp = route({
  method: "post",
  path: "/setup",
  tags,
  permission: "anyone",
  summary: "Use a one-time link: make the first admin, or set the password of somebody who was invited",
  request: { body: json(setupBody, "the link's token, and who uses it") },
  responses: { 200: begun },
});

const checkSetUp = route({
  method: "post",
  path: "/setup/check",
  tags,
  permission: "anyone",
  summary: "Whether a one-time link can still be used; 403 when not. It stays unused",
  request: { body: json(setupCheckBody, "the link's token") },
  responses: { 200: json(setupCheckSchema, "it can, and for what") },
});

const logOut = route({
  method: "post",
  path: "/logout",
  tags,
  permission: "principal",
  summary: "End the session",
  responses: { 204: { description: "it has ended" } },
});

const showMe = route({
  method: "get",
  path: "/me",
  tags,
  permission: "principal",
  summary: "Who asks, and what they may see",
  responses: { 200: json(meSchema, "the person, and the projects with their role in each") },
});

/** In and out. */
export const loginRoutes = ({ access }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(showLogin, async (c) => c.json(await access.loginState(), 200))
    .openapi(logIn, async (c) => {
      const { email, password } = c.req.valid("json");
      return c.json(giveSession(c, await access.login(email, password, callerAddress(c))), 200);
    })
    .openapi(setUp, async (c) => c.json(giveSession(c, await access.setup(c.req.valid("json"))), 200))
    .openapi(checkSetUp, async (c) => c.json(await access.checkSetup(c.req.valid("json").token), 200))
    .openapi(logOut, async (c) => {
      await access.logout(c.var.principal);
      takeSession(c);
      return c.body(null, 204);
    })
    .openapi(showMe, async (c) => c.json(await access.me(c.var.principal), 200));
