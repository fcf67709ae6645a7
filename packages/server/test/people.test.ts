import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OidcProvider, startOidcProvider } from "./oidc-provider.ts";
import { type Answer, startTestServer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest } from "./spans.ts";

const password = "a long enough password";
const ana = { sub: "ana-1", email: "sso@example.com", email_verified: true, name: "Ana" };

let server: TestServer;
let provider: OidcProvider;
let admin: Person;

beforeAll(async () => {
  provider = await startOidcProvider(ana);
  server = await startTestServer({
    variables: {
      GOLDLOOP_OIDC_ISSUER: provider.issuer,
      GOLDLOOP_OIDC_CLIENT_ID: provider.clientId,
      GOLDLOOP_OIDC_CLIENT_SECRET: provider.clientSecret,
      GOLDLOOP_OIDC_NAME: "Example",
      GOLDLOOP_OIDC_DEFAULT_ROLE: "viewer",
    },
  });
  admin = as(await server.login());
});
afterAll(async () => {
  await server?.remove();
  await provider?.close();
});

/** Asks with a session's cookie and no key. */
interface Person {
  get(path: string): Promise<Answer>;
  send(method: string, path: string, body?: unknown): Promise<Answer>;
}

function as(cookie: string, at = server): Person {
  const send = (method: string, path: string, body?: unknown) =>
    at.request(method, `/api/v1${path}`, { headers: { cookie }, ...(body === undefined ? {} : { body }) });
  return { send, get: (path) => send("GET", path) };
}

function cookieOf({ headers }: Answer, name = "goldloop_session"): string {
  const set = headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`)) ?? "";
  return set.split(";", 1)[0] ?? "";
}

async function invite(body: object): Promise<{ id: string; token: string }> {
  const { status, body: answer } = await admin.send("POST", "/people?project=test", body);
  expect(status, JSON.stringify(answer)).toBe(201);
  return { id: answer.person.id, token: new URL(answer.link).searchParams.get("token") ?? "" };
}

/** Invites somebody, who sets their password. */
async function arrive(email: string, role: string, more: object = {}): Promise<Person & { id: string }> {
  const { id, token } = await invite({ email, role, project: "test", ...more });
  expect((await server.post("/api/v1/setup/check", { token }, { authorization: "" })).body).toEqual({
    firstAdmin: false,
  });
  const answer = await server.post("/api/v1/setup", { token, email, password }, { authorization: "" });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return { id, ...as(cookieOf(answer)) };
}

const logIn = (email: string, given: string, headers: Record<string, string> = {}) =>
  server.post("/api/v1/login", { email, password: given }, { authorization: "", ...headers });

test("the first admin is made by the link that is printed at the start, which works once", async () => {
  const fresh = await startTestServer({ init: false });
  try {
    expect((await fresh.get("/api/v1/login", {})).body).toEqual({ needsSetup: true });
    const link = new URL(fresh.setupLink ?? "");
    const body = { token: link.searchParams.get("token"), email: "first@example.com", project: "support", password };
    const post = (given: object) => fresh.post("/api/v1/setup", given, { authorization: "" });
    const check = (token: string | null) => fresh.post("/api/v1/setup/check", { token }, { authorization: "" });
    expect((await post({ ...body, password: "short" })).status).toBe(400);
    expect((await check("wrong")).status).toBe(403);
    expect((await check(body.token)).body).toEqual({ firstAdmin: true });
    const answer = await post(body);
    expect(answer.status).toBe(200);
    expect((await post(body)).status).toBe(403);
    expect((await check(body.token)).status).toBe(403);
    expect((await fresh.get("/api/v1/login", {})).body).toEqual({ needsSetup: false });
    const first = as(cookieOf(answer), fresh);
    expect((await first.get("/me")).body).toMatchObject({
      person: { email: "first@example.com" },
      projects: [{ name: "support", role: "admin" }],
    });
    expect((await first.get("/audit?project=support")).body.entries).toMatchObject([
      { action: "project.create", subject: "support", project: "support", actor: "first@example.com" },
      { action: "person.first-admin", subject: "first@example.com" },
    ]);
    expect(await fresh.stop()).toBe(0);
    await fresh.restart();
    expect(fresh.setupLink).toBeUndefined();
    expect((await first.get("/me")).status).toBe(200);
  } finally {
    await fresh.remove();
  }
});

test("who forgot their password gets a link from an admin; it ends the old password and every session", async () => {
  const email = "forgetful@example.com";
  const forgetful = await arrive(email, "viewer");
  const path = `/people/${forgetful.id}/password-link?project=test`;
  expect((await forgetful.send("POST", path)).status).toBe(403);
  const made = await admin.send("POST", path);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect((await forgetful.get("/me")).status).toBe(200);
  const body = { token: new URL(made.body.link).searchParams.get("token"), email, password: "another good password" };
  expect((await server.post("/api/v1/setup", body, { authorization: "" })).status).toBe(200);
  expect((await server.post("/api/v1/setup", body, { authorization: "" })).status).toBe(403);
  expect((await forgetful.get("/me")).status).toBe(401);
  // From elsewhere, so that it does not count among the guesses of the test that counts them.
  expect((await logIn(email, password, { "x-forwarded-for": "203.0.113.99" })).status).toBe(401);
  expect((await logIn(email, body.password)).status).toBe(200);
  expect((await admin.get("/audit?project=test&limit=10")).body.entries).toContainEqual(
    expect.objectContaining({ action: "person.password-link", subject: email, actor: server.adminEmail }),
  );
});

describe("a session", () => {
  test("is kept in a cookie that no script reads, and ends with the logout", async () => {
    const answer = await logIn(server.adminEmail, server.adminPassword);
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^goldloop_session=[\w-]{43}; Path=\/; Expires=[^;]+ GMT; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const person = as(cookieOf(answer));
    expect((await person.get("/me")).body.person.email).toBe(server.adminEmail);
    const out = await person.send("POST", "/logout");
    expect([out.status, cookieOf(out)]).toEqual([204, "goldloop_session="]);
    expect((await person.get("/me")).status).toBe(401);
    expect((await admin.get("/me")).status).toBe(200);
  });

  test("is not begun by a wrong password, and guessing is answered with a time to wait", async () => {
    const at = { "x-forwarded-for": "198.51.100.7" };
    const answers: number[] = [];
    for (let i = 0; i < 11; i++) answers.push((await logIn(server.adminEmail, "a guess", at)).status);
    expect(answers).toEqual([...Array<number>(10).fill(401), 429]);
    const refused = await logIn(server.adminEmail, server.adminPassword, at);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
    const unknown = await logIn("nobody@example.com", "a guess", { "x-forwarded-for": "198.51.100.8" });
    expect(unknown.body).toEqual(
      (await logIn("li@example.com", "a guess", { "x-forwarded-for": "198.51.100.9" })).body,
    );
    expect((await logIn(server.adminEmail, server.adminPassword)).status).toBe(200);
  });
});

describe("roles", () => {
  const marker = { release: "1.0.0" };
  const asks: [string, (person: Person) => Promise<Answer>][] = [
    ["traces", (person) => person.get("/traces?project=test")],
    ["mark", (person) => person.send("POST", "/releases/markers?project=test", marker)],
    ["audit", (person) => person.get("/audit?project=test")],
    ["settings", (person) => person.get("/settings?project=test")],
    ["people", (person) => person.get("/people?project=test")],
    ["keys", (person) => person.get("/keys?project=test")],
    ["project", (person) => person.send("POST", "/projects", { name: `by-${Math.random()}` })],
  ];

  test.each([
    ["viewer", ["traces"]],
    ["reviewer", ["traces", "mark"]],
    ["approver", ["traces", "mark"]],
    ["auditor", ["traces", "audit", "settings"]],
    ["admin", asks.map(([name]) => name)],
  ])("%s may: %j", async (role, expected) => {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const person = await arrive(`${role}@example.com`, role, role === "auditor" ? { expiresAt: end } : {});
    const may: string[] = [];
    for (const [name, ask] of asks) {
      const { status } = await ask(person);
      if (status < 300) may.push(name);
      else expect([name, status]).toEqual([name, 403]);
    }
    expect(may).toEqual(expected);
  });

  test("an auditor has an end, and nothing after it", async () => {
    const body = { email: "until@example.com", role: "auditor", project: "test" };
    expect((await admin.send("POST", "/people?project=test", body)).status).toBe(422);
    const auditor = await arrive(body.email, "auditor", { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await auditor.get("/audit?project=test")).status).toBe(200);
    const over = { project: "test", expiresAt: new Date(Date.now() - 1000).toISOString() };
    expect((await admin.send("PATCH", `/people/${auditor.id}?project=test`, over)).status).toBe(200);
    expect((await auditor.get("/audit?project=test")).status).toBe(404);
    expect((await auditor.get("/me")).body.projects).toEqual([]);
  });

  test("whoever is disabled is out at once, and the last admin stays", async () => {
    const li = await arrive("li@example.com", "reviewer");
    expect((await admin.send("PATCH", `/people/${li.id}?project=test`, { disabled: true })).body.disabled).toBe(true);
    expect((await li.get("/me")).status).toBe(401);
    expect((await logIn("li@example.com", password)).status).toBe(401);
    const { people } = (await admin.get("/people?project=test")).body;
    const self = people.find((one: { email: string }) => one.email === server.adminEmail);
    for (const change of [{ disabled: true }, { project: "*", role: "viewer" }]) {
      const refused = await admin.send("PATCH", `/people/${self.id}?project=test`, change);
      expect([refused.status, refused.body.error.code]).toEqual([409, "last-admin"]);
    }
  });

  test("an admin of one project sees neither people, keys nor log of another", async () => {
    await admin.send("POST", "/projects", { name: "walled" });
    await admin.send("POST", "/keys?project=walled", { name: "walled-key" });
    await admin.send("POST", "/people?project=walled", {
      email: "walled@example.com",
      role: "viewer",
      project: "walled",
    });
    const theirs = await arrive("one@example.com", "admin");
    for (const path of ["/people", "/keys", "/audit"]) {
      expect([path, (await theirs.get(`${path}?project=walled`)).status]).toEqual([path, 404]);
      const { status, body } = await theirs.get(`${path}?project=test`);
      expect([path, status, /walled/.test(JSON.stringify(body))]).toEqual([path, 200, false]);
    }
  });
});

test("a key sends until it is revoked; the log says who made and ended it, and holds no secret", async () => {
  const made = await admin.send("POST", "/keys?project=test", { name: "ci", scope: "ingest" });
  expect([made.status, made.headers.get("cache-control")]).toEqual([201, "no-store"]);
  const { key, secret, token } = made.body;
  expect(token).toBe(`${key.id}:${secret}`);
  const send = (authorization: string) => server.post("/v1/traces", traceRequest([otlpSpan()]), { authorization });
  const basic = `Basic ${Buffer.from(token).toString("base64")}`;
  for (const proof of [`Bearer ${token}`, `Bearer ${secret}`, basic]) expect((await send(proof)).status).toBe(200);
  expect((await send(`Bearer gl_pk_other:${secret}`)).status).toBe(401);
  expect((await admin.send("DELETE", `/keys/${key.id}?project=test`)).body.revokedAt).toBeDefined();
  expect((await send(`Bearer ${token}`)).status).toBe(401);
  const { entries } = (await admin.get("/audit?project=test&limit=2")).body;
  expect(entries.map((entry: any) => [entry.actor, entry.action, entry.subject])).toEqual([
    [server.adminEmail, "key.revoke", key.id],
    [server.adminEmail, "key.create", key.id],
  ]);
  expect(JSON.stringify((await admin.get("/audit?project=test&limit=500")).body)).not.toContain(secret);
});

test("settings are changed, tried and logged with what they were", async () => {
  expect((await admin.send("PATCH", "/settings?project=test", { retentionDays: 30 })).body.retentionDays).toEqual({
    value: 30,
    from: "project",
  });
  const [entry] = (await admin.get("/audit?project=test&limit=1")).body.entries;
  expect(entry).toMatchObject({
    action: "settings.change",
    before: { retentionDays: 90 },
    after: { retentionDays: 30 },
  });
  await admin.send("PATCH", "/settings?project=test", { retentionDays: null });
  const text = "Write to ana@example.com, order ORD-123456.";
  const redaction = { action: "mask", patterns: [{ name: "order", pattern: "ORD-\\d{6}" }] };
  const tried = await admin.send("POST", "/settings/redaction/try?project=test", { redaction, text });
  expect(tried.body).toEqual({
    text: "Write to [email], order [order].",
    finds: [
      { kind: "email", start: 9, end: 24 },
      { kind: "order", start: 32, end: 42 },
    ],
  });
  const wrong = { redaction: { action: "mask", patterns: [{ name: "x", pattern: "(" }] }, text };
  expect((await admin.send("POST", "/settings/redaction/try?project=test", wrong)).status).toBe(422);
});

test("an erasure counts what it removed, and the log does not repeat whose it was", async () => {
  const span = otlpSpan({ attributes: { "user.id": "erased-user" } });
  expect((await server.post("/v1/traces", traceRequest([span]))).status).toBe(200);
  for (const body of [{}, { userId: "erased-user", sessionId: "x" }]) {
    expect((await admin.send("POST", "/erasures?project=test", body)).status).toBe(422);
  }
  const erased = await admin.send("POST", "/erasures?project=test", { userId: "erased-user" });
  expect([erased.status, erased.body]).toEqual([200, { traces: 1, spans: 1, scores: 0, reviews: 0 }]);
  expect((await server.get(`/api/v1/traces/${span.traceId}`)).status).toBe(404);
  const { entries } = (await admin.get("/audit?project=test&limit=2")).body;
  expect(entries).toMatchObject([
    { action: "erasure", subject: expect.stringMatching(/^user #[0-9a-f]{16}$/), after: erased.body },
    { action: "erasure.begin" },
  ]);
  expect(JSON.stringify(entries)).not.toContain("erased-user");
});

describe("OpenID Connect", () => {
  /** What a browser does: leaves, logs in there, comes back. */
  async function throughProvider(next: string): Promise<Answer> {
    const left = await server.get(`/api/v1/login/oidc?next=${encodeURIComponent(next)}`, {});
    expect(left.status).toBe(302);
    const back = await provider.visit(left.headers.get("location") ?? "");
    expect(back.startsWith(`${server.url}/api/v1/login/oidc/callback?`)).toBe(true);
    const { pathname, search } = new URL(back);
    return server.get(pathname + search, { cookie: cookieOf(left, "goldloop_oidc") });
  }

  test("logs somebody in whom the issuer vouches for, and goes on to the page asked for", async () => {
    expect((await server.get("/api/v1/login", {})).body.oidc).toEqual({ name: "Example" });
    const answer = await throughProvider("/traces?status=error");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/traces?status=error"]);
    expect((await as(cookieOf(answer)).get("/me")).body).toMatchObject({
      person: { email: ana.email, name: "Ana" },
      projects: expect.arrayContaining([expect.objectContaining({ name: "test", role: "viewer" })]),
    });
    expect((await throughProvider("https://evil.example/")).headers.get("location")).toBe("/");
  });

  test("says on the login page what is wrong", async () => {
    provider.state = { ...ana, denies: true };
    const denied = await throughProvider("/");
    expect([denied.status, denied.headers.get("location")]).toEqual([302, "/login?problem=oidc-refused"]);
    expect(cookieOf(denied)).toBe("");
    const stray = await server.get("/api/v1/login/oidc/callback?code=x&state=y", {});
    expect(stray.headers.get("location")).toBe("/login?problem=oidc-expired");
    provider.state = ana;
  });
});
