import { describe, expect, test } from "vitest";
import { clients, withoutKey } from "./snippets.ts";

const to = {
  url: "https://goldloop.example.com",
  id: "gl_pk_1",
  secret: "gl_sk_2",
  token: "gl_pk_1:gl_sk_2",
};

describe.each(clients.map((one) => [one.label, one] as const))("the lines for %s", (_, client) => {
  test("carry address and key", () => {
    const text = client.snippet(to);
    expect(text).toContain(to.url);
    expect(text.includes(to.token) || (text.includes(to.id) && text.includes(to.secret))).toBe(true);
  });

  test("say plainly where a key belongs while there is none", () =>
    expect(client.snippet(withoutKey(to.url))).toMatch(/YOUR_KEY/));
});
