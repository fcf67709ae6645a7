import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type OidcProvider, startOidcProvider } from "../../../test/oidc-provider.ts";
import { type Database, openDatabase } from "../../store/postgres/index.ts";
import { createAccess, type OpenAccess } from "../index.ts";
import { createPasswords } from "../passwords.ts";

const callback = "http://127.0.0.1:4318/api/v1/login/oidc/callback";
const ana = { sub: "ana-1", email: "Ana@Example.com", email_verified: true, name: "Ana" };
const password = "correct horse battery";

let folder: string;
let database: Database;
let provider: OidcProvider;
let access: OpenAccess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "goldloop-oidc-"));
  database = await openDatabase({ dataDir: folder });
  provider = await startOidcProvider(ana);
});
afterAll(async () => {
  await provider?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  provider.state = ana;
  access = open("none");
});
afterEach(async () => {
  await access.close();
  await database.db.execute(sql`truncate people, memberships, sessions, invitations, keys, audit, projects cascade`);
});

function open(defaultRole: string, more: object = {}): OpenAccess {
  const { issuer, clientId, clientSecret } = provider;
  return createAccess({
    database,
    log: pino({ level: "silent" }),
    passwords: createPasswords({
      N: 2,
      r: 1,
      p: 1,
    }),
    settings: {
      init: {
        project: "test",
        apiKey: undefined,
        adminEmail: "admin@example.com",
        adminPassword: password,
      },
      oidc: {
        issuer,
        clientId,
        clientSecret,
        name: "Example",
        defaultRole,
        ...more,
      },
      roles: ["api"],
    },
  });
}

/** What a browser does: leaves with a cookie, logs in, comes back with it. */
async function throughProvider(next?: string) {
  const { url, cookie } = await access.departToOidc(callback, next);
  const back = new URL(await provider.visit(url));
  return access.returnFromOidc(callback, back.search, cookie);
}

async function comesIn() {
  const { token } = await throughProvider();
  const principal = await access.authenticate({ kind: "session", token });
  return principal === undefined ? undefined : access.me(principal);
}

const problem = (code: string) => expect.objectContaining({ code });

test("somebody new is refused, or gets the default role", async () => {
  await access.prepare();
  await expect(throughProvider()).rejects.toEqual(problem("oidc-unknown"));
  access = open("reviewer");
  expect(await comesIn()).toMatchObject({
    person: { email: "ana@example.com", name: "Ana" },
    projects: [{ name: "test", role: "reviewer" }],
    oidc: { name: "Example" },
  });
  expect(await access.loginState()).toEqual({ needsSetup: false, oidc: { name: "Example" } });
});

test("an auditor by default is one until a date", async () => {
  access = open("auditor");
  await access.prepare();
  await comesIn();
  const { rows } = await database.db.execute(
    sql`select expires_at > now() + interval '29 days' as ends from memberships where role = 'auditor'`,
  );
  expect(rows).toEqual([{ ends: true }]);
});

test("after the login a browser goes on to a page of our own only", async () => {
  access = open("viewer");
  await access.prepare();
  expect((await throughProvider("/traces?status=error")).next).toBe("/traces?status=error");
  expect((await throughProvider("https://evil.example/")).next).toBe("/");
});

test("an invited person is known by their verified e-mail, then by their subject; the link ends", async () => {
  await access.prepare();
  const { token } = await access.login("admin@example.com", password, "x");
  const admin = await access.authenticate({ kind: "session", token });
  if (admin === undefined) throw new Error("no admin");
  const { link } = await access.invite(admin, { email: "ana@example.com", role: "viewer", project: "test" });
  expect(await comesIn()).toMatchObject({ projects: [{ role: "viewer" }] });
  const setup = {
    token: new URL(link, "http://x").searchParams.get("token") ?? "",
    email: "ana@example.com",
    password,
  };
  await expect(access.setup(setup)).rejects.toMatchObject({ status: 403 });
  provider.state = { sub: "ana-1", email: "new-name@example.com", email_verified: false };
  expect(await comesIn()).toMatchObject({ person: { email: "ana@example.com" } });
  provider.state = { ...ana, sub: "ana-2" };
  await expect(throughProvider()).rejects.toEqual(problem("oidc-other"));
});

test("who set a password for somebody else's e-mail does not share the account; the operator's admin keeps theirs", async () => {
  await access.prepare();
  const first = await access.login("admin@example.com", password, "x");
  const admin = await access.authenticate({ kind: "session", token: first.token });
  if (admin === undefined) throw new Error("no admin");
  const { link } = await access.invite(admin, { email: "ana@example.com", role: "viewer", project: "test" });
  const token = new URL(link, "http://x").searchParams.get("token") ?? "";
  const squatter = await access.setup({ token, email: "ana@example.com", password });
  await throughProvider();
  expect(await access.authenticate({ kind: "session", token: squatter.token })).toBeUndefined();
  await expect(access.login("ana@example.com", password, "x")).rejects.toMatchObject({ status: 401 });
  provider.state = { sub: "admin-1", email: "admin@example.com", email_verified: true };
  await throughProvider();
  expect(await access.login("admin@example.com", password, "x")).toHaveProperty("token");
});

test("claims that stand only in the userinfo count; an e-mail that is not verified does not", async () => {
  access = open("viewer");
  await access.prepare();
  provider.state = { ...ana, lean: true };
  expect(await comesIn()).toMatchObject({ person: { email: "ana@example.com" } });
  provider.state = { sub: "li-1", email: "li@example.com", email_verified: false };
  await expect(throughProvider()).rejects.toEqual(problem("oidc-email"));
});

test("somebody disabled does not come in", async () => {
  access = open("viewer");
  await access.prepare();
  await comesIn();
  await database.db.execute(sql`update people set disabled = true where email = 'ana@example.com'`);
  await expect(throughProvider()).rejects.toEqual(problem("oidc-unknown"));
});

test("an answer of another browser, one used twice, and one without its cookie are refused", async () => {
  access = open("viewer");
  await access.prepare();
  const mine = await access.departToOidc(callback, undefined);
  const theirs = await access.departToOidc(callback, undefined);
  const { search } = new URL(await provider.visit(mine.url));
  await expect(access.returnFromOidc(callback, search, theirs.cookie)).rejects.toEqual(problem("oidc-refused"));
  await expect(access.returnFromOidc(callback, search, undefined)).rejects.toEqual(problem("oidc-expired"));
  await expect(access.returnFromOidc(callback, search, "x.y")).rejects.toEqual(problem("oidc-expired"));
  expect(await access.returnFromOidc(callback, search, mine.cookie)).toHaveProperty("token");
  await expect(access.returnFromOidc(callback, search, mine.cookie)).rejects.toEqual(problem("oidc-refused"));
});

test.each([
  ["denied there", { ...ana, denies: true }],
  ["signed by a key of nobody's", { ...ana, foreignKey: true }],
  ["made for another client", { ...ana, forged: { aud: "other" } }],
  ["of another issuer", { ...ana, forged: { iss: "https://evil.example" } }],
  ["of another login", { ...ana, forged: { nonce: "other" } }],
  ["too old", { ...ana, forged: { exp: 1 } }],
])("a token %s is refused", async (_what, state) => {
  access = open("viewer");
  await access.prepare();
  provider.state = state;
  await expect(throughProvider()).rejects.toEqual(problem("oidc-refused"));
  const { rows } = await database.db.execute(sql`select count(*)::int as n from people`);
  expect(rows).toEqual([{ n: 1 }]);
});

test("a wrong client secret is refused, and an issuer that is not there can be tried again", async () => {
  access = open("viewer", { clientSecret: "wrong" });
  await access.prepare();
  await expect(throughProvider()).rejects.toEqual(problem("oidc-refused"));
  access = open("viewer", { issuer: "http://127.0.0.1:9" });
  await expect(access.departToOidc(callback, undefined)).rejects.toEqual(problem("oidc-unreachable"));
  access = open("viewer", { issuer: "http://issuer.example" });
  await expect(access.departToOidc(callback, undefined)).rejects.toEqual(problem("oidc-unreachable"));
});
