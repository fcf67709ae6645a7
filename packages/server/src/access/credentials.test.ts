import { expect, test } from "vitest";
import { credentialsOf } from "./credentials.ts";

const key = (id: string | undefined, secret: string) => ({ kind: "key", id, secret });
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test.each<[Record<string, string>, unknown]>([
  [{ authorization: "Bearer gl_pk_1:gl_sk_2" }, key("gl_pk_1", "gl_sk_2")],
  [{ authorization: "bearer   gl_sk_2 " }, key(undefined, "gl_sk_2")],
  [{ authorization: "Bearer a:b:c" }, key("a", "b:c")],
  [{ authorization: basic("gl_pk_1:gl_sk_2") }, key("gl_pk_1", "gl_sk_2")],
  [{ authorization: basic(":gl_sk_2") }, key(undefined, "gl_sk_2")],
  [{ authorization: basic("gl_pk_1:") }, undefined],
  [{ "x-api-key": "gl_sk_2" }, key(undefined, "gl_sk_2")],
  [{ "x-api-key": "gl_pk_1:gl_sk_2" }, key("gl_pk_1", "gl_sk_2")],
  [{ cookie: "a=1; goldloop_session=abc; b=2" }, { kind: "session", token: "abc" }],
  [{ cookie: "goldloop_session=" }, undefined],
  [{ cookie: "not_goldloop_session=abc" }, undefined],
  [
    { authorization: "", cookie: "goldloop_session=abc" },
    { kind: "session", token: "abc" },
  ],
  [{ authorization: "Bearer x", cookie: "goldloop_session=abc" }, key(undefined, "x")],
  [{ authorization: "Bearer " }, undefined],
  [{ authorization: "Digest x" }, undefined],
  [{}, undefined],
])("%j", (headers, expected) => expect(credentialsOf(new Headers(headers))).toEqual(expected));
