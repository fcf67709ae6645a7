import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { InputError } from "goldloop/error";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Role } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { type Database, openDatabase } from "../store/postgres/index.ts";
import { createPasswords } from "./passwords.ts";
import { type AccessOptions, createAccess, type OpenAccess, type Principal } from "./index.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const log = pino({ level: "silent" });
/** As cheap as can be: what is asked here is who may do what. */
const passwords = createPasswords({ N: 2, r: 1, p: 1 });
const none = { project: undefined, apiKey: undefined, adminEmail: undefined, adminPassword: undefined };
const init = {
  project: "test",
  apiKey: "gl_pk_init:gl_sk_0123456789abcdef",
  adminEmail: "Ana@Example.com",
  adminPassword: "correct horse battery",
};

let folder: string;
let database: Database;
let access: OpenAccess;
let nowMs: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "goldloop-access-"));
  database = await openDatabase({ dataDir: folder });
}, 60_000);
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  nowMs = Date.parse("2026-11-24T12:00:00Z");
  access = open(init);
});
afterEach(async () => {
  await access.close();
  await database.db.execute(
    sql`truncate people, memberships, sessions, invitations, keys, login_failures, audit, release_markers, projects cascade`,
  );
});

function open(given: AccessOptions["settings"]["init"]): OpenAccess {
  const settings = { init: given, oidc: undefined, roles: ["api"] as const };
  return createAccess({ database, settings, log, passwords, now: () => nowMs });
}

async function person(token: string): Promise<Principal> {
  const principal = await access.authenticate({ kind: "session", token });
  if (principal === undefined) throw new Error("the session does not work");
  return principal;
}

async function admin(): Promise<Principal> {
  const { token } = await access.login("ana@example.com", init.adminPassword, "203.0.113.1");
  return person(token);
}

/** Invites somebody and sets their password. */
async function arrive(actor: Principal, email: string, role: Role, project: string, expiresAt?: string) {
  const { link } = await access.invite(actor, { email, role, project, ...(expiresAt ? { expiresAt } : {}) });
  const { token } = await access.setup({ token: tokenOf(link), email, password: "a long enough password" });
  return person(token);
}

function tokenOf(link: string): string {
  return new URL(link, "http://x").searchParams.get("token") ?? "";
}

async function projectId(actor: Principal, name: string): Promise<string> {
  return (await access.projectFor(actor, name)) ?? "";
}

const refused = (status: number, code?: string) =>
  expect.objectContaining({ status, ...(code === undefined ? {} : { code }) });

async function actions(): Promise<string[]> {
  const reader = await admin();
  const { entries } = await access.audit(reader, "", { limit: 100 });
  return entries.map(({ action, subject, actor }) => `${actor} ${action} ${subject}`);
}

describe("the start", () => {
  test("init variables make project, key and admin once, and no link is printed", async () => {
    expect(await access.prepare()).toBeUndefined();
    expect(await access.prepare()).toBeUndefined();
    expect(await access.loginState()).toEqual({ needsSetup: false });
    const actor = await admin();
    expect(await access.projects(actor)).toMatchObject([{ name: "test", role: "admin" }]);
    expect(await access.keys(actor, await projectId(actor, "test"))).toMatchObject([
      { id: "gl_pk_init", scope: "full", project: "test", createdBy: "system" },
    ]);
    expect((await actions()).filter((one) => !/ login /.test(one))).toEqual([
      "ana@example.com person.first-admin ana@example.com",
      "system key.create gl_pk_init",
      "system project.create test",
    ]);
  });

  test("another secret for the same key takes the old one's place; the admin's password stays", async () => {
    await access.prepare();
    const again = open({
      ...init,
      apiKey: "gl_pk_init:gl_sk_another-secret-of-it",
      adminPassword: "something else here",
    });
    await again.prepare();
    const key = (secret: string) => again.authenticate({ kind: "key", id: "gl_pk_init", secret });
    expect(await key("gl_sk_0123456789abcdef")).toBeUndefined();
    expect(await key("gl_sk_another-secret-of-it")).toMatchObject({ kind: "key", scope: "full" });
    await expect(again.login("ana@example.com", "something else here", "x")).rejects.toEqual(refused(401));
  });

  test("a secret alone is a key too, and a short one is refused without being repeated", async () => {
    access = open({ ...init, apiKey: "only-a-secret-of-20-characters" });
    await access.prepare();
    await access.prepare();
    const found = await access.authenticate({ kind: "key", id: undefined, secret: "only-a-secret-of-20-characters" });
    expect(found).toMatchObject({ keyId: expect.stringMatching(/^gl_pk_[0-9a-f]{16}$/) });
    const short = open({ ...init, apiKey: "id:short" }).prepare();
    await expect(short).rejects.toThrow(InputError);
    await expect(short).rejects.toThrow(/^(?!.*short)/);
  });

  test("while there is no admin every start makes a link, which works once", async () => {
    access = open(none);
    const first = await access.prepare();
    const second = await access.prepare();
    expect(second).not.toBe(first);
    expect(await access.loginState()).toEqual({ needsSetup: true });
    const body = { email: "First@Example.com", password: "a long enough password", project: " support " };
    await expect(access.setup({ ...body, token: "x" })).rejects.toEqual(refused(403, "wrong-link"));
    const { token, expiresAt } = await access.setup({ ...body, token: second ?? "" });
    expect(expiresAt.getTime()).toBeGreaterThan(nowMs);
    const actor = await person(token);
    expect(await access.me(actor)).toMatchObject({
      person: { email: "first@example.com" },
      projects: [{ name: "support", role: "admin" }],
    });
    for (const used of [first, second]) {
      await expect(access.setup({ ...body, token: used ?? "" })).rejects.toEqual(refused(403, "wrong-link"));
    }
    expect(await access.prepare()).toBeUndefined();
    expect(await access.loginState()).toEqual({ needsSetup: false });
  });

  test("a link that waits too long ends; two that use one at once get one account", async () => {
    access = open(none);
    const token = (await access.prepare()) ?? "";
    const body = { token, email: "first@example.com", password: "a long enough password" };
    nowMs += 8 * dayMs;
    await expect(access.setup(body)).rejects.toEqual(refused(403));
    body.token = (await access.prepare()) ?? "";
    const both = await Promise.allSettled([access.setup(body), access.setup({ ...body, email: "second@example.com" })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("keys", () => {
  test("work by id and secret or the secret alone, within their project, until they are revoked", async () => {
    await access.prepare();
    const actor = await admin();
    const ofTest = await projectId(actor, "test");
    const { key, secret, token } = await access.createKey(actor, ofTest, { name: "ci", scope: "ingest" });
    expect(token).toBe(`${key.id}:${secret}`);
    const expected = { kind: "key", keyId: key.id, projectId: ofTest, scope: "ingest" };
    expect(await access.authenticate({ kind: "key", id: key.id, secret })).toEqual(expected);
    expect(await access.authenticate({ kind: "key", id: undefined, secret })).toEqual(expected);
    expect(await access.authenticate({ kind: "key", id: "gl_pk_other", secret })).toBeUndefined();
    expect(await access.authenticate({ kind: "key", id: key.id, secret: key.id })).toBeUndefined();

    await access.close();
    expect(await access.keys(actor, ofTest)).toMatchObject([
      { id: key.id, lastUsedAt: "2026-11-24T12:00:00.000Z" },
      {},
    ]);
    const other = await access.createProject(actor, "other");
    await expect(access.revokeKey(actor, other.id, key.id)).rejects.toEqual(refused(404));
    expect(await access.revokeKey(actor, ofTest, key.id)).toMatchObject({ revokedAt: "2026-11-24T12:00:00.000Z" });
    expect(await access.authenticate({ kind: "key", id: key.id, secret })).toBeUndefined();
    expect(await access.revokeKey(actor, ofTest, key.id)).toMatchObject({ id: key.id });
    expect((await actions()).filter((one) => one.includes(key.id))).toEqual([
      `ana@example.com key.revoke ${key.id}`,
      `ana@example.com key.create ${key.id}`,
    ]);
  });

  test("one revoked on another machine ends here within seconds", async () => {
    await access.prepare();
    const actor = await admin();
    const ofTest = await projectId(actor, "test");
    const { key, secret } = await access.createKey(actor, ofTest, { name: "ci", scope: "full" });
    const elsewhere = open(init);
    expect(await elsewhere.authenticate({ kind: "key", id: key.id, secret })).toBeDefined();
    await access.revokeKey(actor, ofTest, key.id);
    nowMs += 5_001;
    expect(await elsewhere.authenticate({ kind: "key", id: key.id, secret })).toBeUndefined();
    await elsewhere.close();
  });

  test("a key names no other project than its own", async () => {
    await access.prepare();
    const actor = await admin();
    await access.createProject(actor, "other");
    const key = (await access.authenticate({
      kind: "key",
      id: undefined,
      secret: "gl_sk_0123456789abcdef",
    })) as Principal;
    expect(await access.projectFor(key, undefined)).toBe(await projectId(actor, "test"));
    expect(await access.projectFor(key, "test")).toBe(await projectId(actor, "test"));
    expect(await access.projectFor(key, "other")).toBeUndefined();
    expect(await access.me(key)).toEqual({ projects: [expect.objectContaining({ name: "test", role: "reviewer" })] });
    await expect(access.createProject(key, "mine")).rejects.toEqual(refused(403));
  });

  test("neither tables nor log hold a secret", async () => {
    await access.prepare();
    const actor = await admin();
    const made = await access.createKey(actor, await projectId(actor, "test"), { name: "ci", scope: "full" });
    const { link } = await access.invite(actor, { email: "li@example.com", role: "viewer", project: "test" });
    const { rows } = await database.db.execute(
      sql`select (select json_agg(k) from keys k) as keys, (select json_agg(i) from invitations i) as links,
        (select json_agg(s) from sessions s) as sessions, (select json_agg(a) from audit a) as audit`,
    );
    const everything = JSON.stringify(rows);
    expect(everything).toContain(made.key.id);
    for (const secret of [made.secret, tokenOf(link), init.adminPassword]) expect(everything).not.toContain(secret);
  });
});

describe("logging in", () => {
  beforeEach(() => access.prepare());

  test("the wrong password, nobody, and somebody disabled are answered alike", async () => {
    const actor = await admin();
    await arrive(actor, "li@example.com", "viewer", "test");
    const li = (await access.people(actor)).find(({ email }) => email === "li@example.com");
    await access.changePerson(actor, li?.id ?? "", { disabled: true });
    const tries: [string, string][] = [
      ["ana@example.com", "wrong password"],
      ["nobody@example.com", "wrong password"],
      ["li@example.com", "a long enough password"],
    ];
    const answers = await Promise.all(
      tries.map(async ([email, password]) => {
        const error: unknown = await access.login(email, password, "x").catch((thrown: unknown) => thrown);
        return error instanceof RequestError ? [error.status, error.code, error.message] : error;
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual([401, "wrong-login", "e-mail or password is wrong"]);
    expect((await actions()).filter((one) => one.includes("login.failed")).toSorted()).toEqual([
      "system login.failed ana@example.com",
      "system login.failed li@example.com",
      "system login.failed unknown e-mail",
    ]);
  });

  test("guessing is slowed down for the e-mail where it is guessed from, not for its owner elsewhere, and not for ever", async () => {
    const guess = (from: string) => access.login("ana@example.com", "guess", from).catch((error: unknown) => error);
    for (let i = 0; i < 10; i++) expect(await guess("198.51.100.1")).toEqual(refused(401));
    expect(await guess("198.51.100.1")).toMatchObject({ status: 429, retryAfterSeconds: 900 });
    const right = await access
      .login("ana@example.com", init.adminPassword, "198.51.100.1")
      .catch((error: unknown) => error);
    expect(right).toEqual(refused(429));
    expect(await access.login("ana@example.com", init.adminPassword, "203.0.113.9")).toHaveProperty("token");
    for (let i = 0; i < 10; i++) await guess("198.51.100.2");
    expect(await guess("198.51.100.2")).toEqual(refused(429));
    nowMs += 16 * minuteMs;
    expect(await access.login("ana@example.com", init.adminPassword, "198.51.100.2")).toHaveProperty("token");
  });

  test("many at once do not pass together, and an address that tries many people is slowed down", async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        access.login(`person${i}@example.com`, "guess", "198.51.100.1").catch((error: RequestError) => error.status),
      ),
    );
    expect([401, 429].map((status) => all.filter((one) => one === status).length)).toEqual([30, 10]);
    expect(await access.login("x@example.com", "guess", "198.51.100.1").catch((error: unknown) => error)).toEqual(
      refused(429),
    );
  });

  test("a session lasts while it is used, ends when it is not, and at last whatever happens", async () => {
    const { token, expiresAt } = await access.login("ana@example.com", init.adminPassword, "x");
    const works = async () => {
      const found = await access.authenticate({ kind: "session", token });
      await access.close();
      return found !== undefined;
    };
    nowMs += 13 * dayMs;
    expect(await works()).toBe(true);
    nowMs += 13 * dayMs;
    expect(await works()).toBe(true);
    nowMs += 15 * dayMs;
    expect(await works()).toBe(false);
    const used = await access.login("ana@example.com", init.adminPassword, "x");
    for (let day = 0; day < 90; day += 10) {
      expect(await access.authenticate({ kind: "session", token: used.token })).toBeDefined();
      await access.close();
      nowMs += 10 * dayMs;
    }
    expect(await access.authenticate({ kind: "session", token: used.token })).toBeUndefined();
    expect(used.expiresAt.getTime()).toBe(nowMs);
    expect(expiresAt.getTime()).toBeLessThan(nowMs);
    await access.forgetEnded();
    const { rows } = await database.db.execute(sql`select count(*)::int as n from sessions`);
    expect(rows).toEqual([{ n: 0 }]);
  });

  test("each login has a session of its own, which its logout ends", async () => {
    const one = await access.login("ana@example.com", init.adminPassword, "x");
    const other = await access.login("ana@example.com", init.adminPassword, "x");
    await access.logout(await person(one.token));
    expect(await access.authenticate({ kind: "session", token: one.token })).toBeUndefined();
    expect(await access.authenticate({ kind: "session", token: other.token })).toBeDefined();
    expect(await access.authenticate({ kind: "session", token: "" })).toBeUndefined();
  });
});

describe("people", () => {
  let actor: Principal;
  beforeEach(async () => {
    await access.prepare();
    actor = await admin();
  });
  const find = async (email: string, as = actor) => (await access.people(as)).find((one) => one.email === email);

  test("an invitation is for one e-mail, once, within 7 days; a new one ends the one before", async () => {
    const request = { email: "Li@Example.com", role: "reviewer", project: "test" } as const;
    const first = await access.invite(actor, request);
    expect(first.link).toMatch(/^\/setup\?token=[\w-]{43}&email=li%40example\.com$/);
    expect(first.person).toMatchObject({
      email: "li@example.com",
      memberships: [{ project: "test", role: "reviewer" }],
    });
    const second = await access.invite(actor, request);
    const set = (link: string, email: string) =>
      access.setup({ token: tokenOf(link), email, name: "Li", password: "a long enough password" });
    await expect(set(first.link, "li@example.com")).rejects.toEqual(refused(403));
    await expect(set(second.link, "other@example.com")).rejects.toEqual(refused(403));
    const li = await person((await set(second.link, "LI@example.com")).token);
    await expect(set(second.link, "li@example.com")).rejects.toEqual(refused(403));
    expect(await access.me(li)).toMatchObject({
      person: { name: "Li" },
      projects: [{ name: "test", role: "reviewer" }],
    });
    await expect(access.invite(actor, request)).rejects.toEqual(refused(409, "has-a-role"));
    const elsewhere = await access.invite(actor, { ...request, project: "*", role: "viewer" });
    expect(elsewhere.link).toBe("/login");
    const late = await access.invite(actor, { ...request, email: "late@example.com" });
    nowMs += 8 * dayMs;
    await expect(set(late.link, "late@example.com")).rejects.toEqual(refused(403));
  });

  test("an auditor needs an end, and has nothing after it", async () => {
    const request = { email: "audit@example.com", role: "auditor", project: "test" } as const;
    await expect(access.invite(actor, request)).rejects.toEqual(refused(422, "auditor-needs-end"));
    await expect(access.invite(actor, { ...request, expiresAt: "2026-11-24T11:00:00Z" })).rejects.toEqual(refused(422));
    await arrive(actor, request.email, "auditor", "test", "2026-11-25T12:00:00Z");
    const { token } = await access.login(request.email, "a long enough password", "x");
    const ofTest = await projectId(actor, "test");
    const auditor = await person(token);
    expect(access.allows(auditor, "read-audit", ofTest)).toBe(true);
    nowMs += dayMs;
    const later = await person(token);
    expect(access.allows(later, "read", ofTest)).toBe(false);
    expect(await access.projectFor(later, "test")).toBeUndefined();
    expect(await access.me(later)).toMatchObject({ projects: [] });
    const { id = "" } = (await find(request.email)) ?? {};
    const forGood = access.changePerson(actor, id, { project: "test", expiresAt: null });
    await expect(forGood).rejects.toEqual(refused(422, "auditor-needs-end"));
    await access.changePerson(actor, id, { project: "test", role: "viewer", expiresAt: null });
    expect(access.allows(await person(token), "read", ofTest)).toBe(true);
  });

  test("the last admin of everything stays one", async () => {
    const { id = "" } = (await find("ana@example.com")) ?? {};
    const last = refused(409, "last-admin");
    const changes = [{ role: "viewer" }, { disabled: true }, { expiresAt: "2027-01-01T00:00:00Z" }] as const;
    for (const change of changes) {
      await expect(access.changePerson(actor, id, { project: "*", ...change })).rejects.toEqual(last);
    }
    await access.invite(actor, { email: "li@example.com", role: "admin", project: "*" });
    await expect(access.changePerson(actor, id, { disabled: true })).rejects.toEqual(last);
    const li = await arrive(actor, "li@example.com", "admin", "*");
    const both = await Promise.allSettled([
      access.changePerson(actor, id, { disabled: true }),
      access.changePerson(li, (await find("li@example.com"))?.id ?? "", { project: "*", role: "viewer" }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("whoever is disabled is out at once", async () => {
    const li = await arrive(actor, "li@example.com", "viewer", "test");
    const { token } = await access.login("li@example.com", "a long enough password", "x");
    const { id = "" } = (await find("li@example.com")) ?? {};
    expect(await access.changePerson(actor, id, { disabled: true })).toMatchObject({ disabled: true });
    expect(await access.authenticate({ kind: "session", token })).toBeUndefined();
    await access.changePerson(actor, id, { disabled: false });
    expect(await access.authenticate({ kind: "session", token })).toBeUndefined();
    expect(li.kind).toBe("person");
    expect((await actions()).filter((one) => /person\.(?:dis|en)able/.test(one))).toEqual([
      "ana@example.com person.enable li@example.com",
      "ana@example.com person.disable li@example.com",
    ]);
  });

  describe("an admin of one project", () => {
    let theirs: Principal;
    beforeEach(async () => {
      await access.createProject(actor, "other");
      theirs = await arrive(actor, "li@example.com", "admin", "test");
      await arrive(actor, "there@example.com", "viewer", "other");
    });

    test("sees and changes nobody of another", async () => {
      expect((await access.people(theirs)).map(({ email }) => email)).toEqual(["ana@example.com", "li@example.com"]);
      const { id = "" } = (await find("there@example.com")) ?? {};
      await expect(access.changePerson(theirs, id, { project: "test", role: "admin" })).rejects.toEqual(refused(404));
      const { id: ana = "" } = (await find("ana@example.com")) ?? {};
      await expect(access.changePerson(theirs, ana, { disabled: true })).rejects.toEqual(refused(403));
      await expect(access.changePerson(theirs, ana, { project: "*", role: "viewer" })).rejects.toEqual(refused(403));
      const invite = (project: string) => access.invite(theirs, { email: "x@example.com", role: "viewer", project });
      await expect(invite("*")).rejects.toEqual(refused(403));
      await expect(invite("other")).rejects.toEqual(refused(404));
      await expect(invite("nobodys")).rejects.toEqual(refused(404));
      expect((await invite("test")).person.memberships).toEqual([{ project: "test", role: "viewer" }]);
    });

    test("gives a role to somebody of another, without seeing what they are there", async () => {
      const { person: invited, link } = await access.invite(theirs, {
        email: "there@example.com",
        role: "viewer",
        project: "test",
      });
      expect(link).toBe("/login");
      expect(invited.memberships).toEqual([{ project: "test", role: "viewer" }]);
      await expect(access.changePerson(theirs, invited.id, { disabled: true })).rejects.toEqual(refused(403));
      const changed = await access.changePerson(theirs, invited.id, { role: "reviewer" });
      expect(changed.memberships).toEqual([{ project: "test", role: "reviewer" }]);
      expect((await find("there@example.com"))?.memberships).toHaveLength(2);
    });

    test("gets no link for somebody who waits for one of another project", async () => {
      await access.invite(actor, { email: "boss@example.com", role: "admin", project: "*" });
      const taken = access.invite(theirs, { email: "boss@example.com", role: "viewer", project: "test" });
      await expect(taken).rejects.toEqual(refused(409, "invited-elsewhere"));
      // The other way round: a link in their hands must not become one of an admin of everything.
      const { person: waiting, link } = await access.invite(theirs, {
        email: "new@example.com",
        role: "viewer",
        project: "test",
      });
      const raised = access.changePerson(actor, waiting.id, { project: "*", role: "admin" });
      await expect(raised).rejects.toEqual(refused(409, "not-arrived"));
      await access.invite(actor, { email: "new@example.com", role: "admin", project: "*" });
      const used = access.setup({ token: tokenOf(link), email: "new@example.com", password: "a long enough password" });
      await expect(used).rejects.toEqual(refused(403));
    });

    test("reads the log of the project only, an admin of everything reads all, page by page", async () => {
      const ofTest = await projectId(actor, "test");
      await access.createKey(actor, await projectId(actor, "other"), { name: "secret-name", scope: "full" });
      const own = await access.audit(theirs, ofTest, { limit: 100 });
      expect(own.entries.length).toBeGreaterThan(2);
      expect(new Set(own.entries.map(({ project }) => project))).toEqual(new Set(["test"]));
      const all = await access.audit(actor, ofTest, { limit: 100 });
      expect(all.entries.some(({ project }) => project === "other")).toBe(true);
      expect(all.entries.some(({ action }) => action === "login")).toBe(true);
      const pages = [];
      let cursor: string | undefined;
      do {
        const page = await access.audit(actor, ofTest, { cursor, limit: 3 });
        pages.push(...page.entries);
        cursor = page.next;
      } while (cursor !== undefined);
      expect(pages).toEqual(all.entries);
      await expect(access.audit(actor, ofTest, { cursor: "x", limit: 3 })).rejects.toEqual(refused(400));
    });

    test("makes a project and is its admin; others make none", async () => {
      await access.createProject(theirs, "mine");
      const { token } = await access.login("li@example.com", "a long enough password", "x");
      expect(await access.projects(await person(token))).toMatchObject([
        { name: "mine", role: "admin" },
        { name: "test", role: "admin" },
      ]);
      await expect(access.createProject(theirs, " mine ")).rejects.toEqual(refused(409, "project-exists"));
      await expect(access.createProject(theirs, "*")).rejects.toEqual(refused(422));
      const viewer = await arrive(actor, "viewer@example.com", "viewer", "*");
      await expect(access.createProject(viewer, "no")).rejects.toEqual(refused(403));
    });
  });
});
