import type { Context } from "hono";
import { describe, expect, test } from "vitest";
import type { ApiEnvironment } from "./environment.ts";
import { checkHost, checkOrigin, isLoopback } from "./origin.ts";

interface Asked {
  method?: string;
  host?: string;
  publicUrl?: string;
  headers: Record<string, string>;
}

/** The little of a context that the checks look at. */
function context({ method = "POST", host = "127.0.0.1", publicUrl, headers }: Asked): Context<ApiEnvironment> {
  const header = (name: string): string | undefined => headers[name];
  return { req: { method, header }, var: { services: { settings: { host, publicUrl } } } } as never;
}

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.1.2.3", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["127.0.0.1.example.com", false],
])("%s is reachable from this machine only: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));

describe("the name that a browser asked for", () => {
  const evil = { host: "evil.example" };
  test.each<[string, Asked, boolean]>([
    ["its own", { headers: { host: "127.0.0.1:4318" } }, true],
    ["its own, by another port of a tunnel", { headers: { host: "localhost:9000" } }, true],
    ["another that points here", { headers: evil }, false],
    ["none", { headers: {} }, false],
    ["one that only begins alike", { headers: { host: "localhost.evil.example" } }, false],
    ["the public one", { publicUrl: "https://g.example.com", headers: { host: "g.example.com" } }, true],
    ["another than the public one", { host: "0.0.0.0", publicUrl: "https://g.example.com", headers: evil }, false],
    ["any, when bound wider and not told its own", { host: "0.0.0.0", headers: evil }, true],
  ])("%s", (_, asked, allowed) => {
    const check = expect(() => checkHost(context(asked)));
    if (allowed) check.not.toThrow();
    else check.toThrow("does not go by the name");
  });
});

describe("the page that a change comes from", () => {
  const host = "127.0.0.1:4318";
  test.each<[string, Asked, boolean]>([
    ["none: a program", { headers: { host } }, true],
    ["its own", { headers: { host, origin: "http://127.0.0.1:4318" } }, true],
    [
      "its public own, behind a proxy",
      { publicUrl: "https://g.example.com", headers: { host, origin: "https://g.example.com" } },
      true,
    ],
    ["another", { headers: { host, origin: "https://evil.example" } }, false],
    ["another port of the same machine", { headers: { host, origin: "http://127.0.0.1:3000" } }, false],
    ["a sandboxed one", { headers: { host, origin: "null" } }, false],
    ["unnamed, but of another site", { headers: { host, "sec-fetch-site": "cross-site" } }, false],
    ["unnamed, of the same site but another origin", { headers: { host, "sec-fetch-site": "same-site" } }, false],
    ["another, which only reads", { method: "GET", headers: { host, origin: "https://evil.example" } }, true],
  ])("%s", (_, asked, allowed) => {
    const check = expect(() => checkOrigin(context(asked)));
    if (allowed) check.not.toThrow();
    else check.toThrow("another origin");
  });
});
