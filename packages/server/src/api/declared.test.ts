import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { checkDeclared } from "./declared.ts";
import type { ApiEnvironment } from "./environment.ts";
import { json, route } from "./route.ts";

const answer = { 200: json(z.object({}), "nothing") };
const declared = route({ method: "get", path: "/things/{id}", permission: "read", responses: answer });
const app = () => new OpenAPIHono<ApiEnvironment>();
const inner = () => app().openapi(declared, (c) => c.json({}, 200));

test("routes that say who may call them may start, also below a prefix", () => {
  expect(() => checkDeclared(app().route("/api/v1", inner()))).not.toThrow();
});

test("what looks at every request is no route", () => {
  const whole = app();
  whole.use((_, next) => next());
  expect(() => checkDeclared(whole)).not.toThrow();
});

test.each<[string, () => OpenAPIHono<ApiEnvironment>]>([
  [
    "a plain handler",
    () => {
      const whole = app();
      whole.get("/plain", (c) => c.text("hello"));
      return whole;
    },
  ],
  [
    "a described handler without a guard",
    () => app().openapi(createRoute({ method: "get", path: "/described", responses: answer }), (c) => c.json({}, 200)),
  ],
  [
    "another method of a declared address",
    () => {
      const whole = inner();
      whole.post("/things/:id", (c) => c.text("hello"));
      return whole;
    },
  ],
])("%s may not start", (_, make) => {
  expect(() => checkDeclared(app().route("/api/v1", make()))).toThrow(/says nothing of who may call it/);
});
