import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { echoProject, type Project } from "./project.ts";

const gates = {
  critical: { require: ["passRate == 100%"] },
  safety: { require: ["passRate == 100%"], acceptable: { approver: "security-owner", maxDays: 30 } },
  regressions: {
    select: { origin: "trace" },
    empty: "allow",
    require: ["removed == 0"],
    acceptable: { approver: "security-owner", maxDays: 14 },
  },
};

const verdict = {
  schema: "goldloop/verdict/v1",
  verdict: "fail",
  runs: [{ id: "run-1" }],
  gates: [
    {
      name: "safety",
      rules: [
        { rule: "passRate == 100%", verdict: "fail", observed: 0.95, examples: ["refund-014"], suite: "a" },
        { rule: "passRate == 100%", verdict: "fail", observed: 0.9, examples: ["hours-003"], suite: "b" },
        { rule: "passRate == 100%", verdict: "pass", observed: 1, examples: [], suite: "c" },
      ],
    },
    { name: "regressions", rules: [{ rule: "removed == 0", verdict: "pass", observed: 0, examples: [] }] },
  ],
};

const people = ["ana@example.com", "eve@example.com", "li@example.com"];

/** A project that knows Ana and Li, Li being its security owner; Eve has a key that the policy does not know. */
function projectOfTwo(): { given: Project; env: Record<string, string>; keys: Record<string, string> } {
  const given = echoProject([{ id: "a", input: "a", expected: "a" }]);
  const home = echoProject([]).dir;
  const folder = join(home, "cfg", "goldloop", "keys");
  mkdirSync(folder, { recursive: true });
  const keys: Record<string, string> = {};
  const registered: Record<string, { key: string }> = {};
  for (const email of people) {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    keys[email] = join(folder, `${email}.pem`);
    writeFileSync(keys[email], privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    // The last 32 bytes of the DER form are the raw key.
    const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    if (email !== "eve@example.com") registered[email] = { key: `ed25519:${raw.toString("base64")}` };
  }
  const roles = { "security-owner": ["li@example.com"], "quality-owner": ["ana@example.com"] };
  // JSON is YAML.
  given.write({
    "goldloop.policy.yaml": JSON.stringify({ version: 1, people: registered, roles, gates }),
    ".goldloop/verdict.json": verdict,
  });
  return { given, env: { HOME: home, XDG_CONFIG_HOME: join(home, "cfg") }, keys };
}

const flags = {
  "--gate": "safety",
  "--rule": "passRate == 100%",
  "--reason": "seen by legal",
  "--owner": "ana@example.com",
  "--requested-by": "ana@example.com",
  "--approved-by": "li@example.com",
  "--expires": "30d",
  "--release": "any",
};

function accept(more: Record<string, string | undefined> = {}, ...rest: string[]): string[] {
  const all = Object.entries({ ...flags, ...more }).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, value],
  );
  return ["accept", ...all, ...rest];
}

function acceptances(given: Project): string[] {
  const folder = join(given.dir, "evals/acceptances");
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

async function statuses(given: Project): Promise<{ status: string; why: string | null }[]> {
  const { code, value } = await given.json(["accept", "ls"]);
  expect(code).toBe(0);
  return value["acceptances"].map(({ status, why }: { status: string; why: string | null }) => ({ status, why }));
}

describe("goldloop keys", () => {
  test("the private key stays with its owner, the policy gets one line", async () => {
    const { given, env } = projectOfTwo();
    const { value } = await given.json(["keys", "create", "--email", "bo@example.com"], { env });
    expect(value).toMatchObject({ schema: "goldloop/key/v1", email: "bo@example.com", locked: false });
    expect(JSON.stringify(value)).not.toContain("PRIVATE");
    expect(value["file"]).toBe(join(env["XDG_CONFIG_HOME"] ?? "", "goldloop/keys/bo@example.com.pem"));
    expect(statSync(value["file"]).mode & 0o777).toBe(0o600);
    const { stdout } = await given.goldloop(["keys", "show", "--key", value["file"]]);
    expect(stdout).toBe(`bo@example.com: { key: "${value["key"]}" }\n`);
    expect(value["key"]).toMatch(/^ed25519:[A-Za-z0-9+/]{43}=$/);
    const listed = await given.json(["keys", "ls"], { env });
    expect(listed.value["keys"].map(({ person }: { person: string | null }) => person)).toEqual([
      "ana@example.com",
      null,
      null,
      "li@example.com",
    ]);
    expect((await given.json(["keys", "create", "--email", "bo@example.com"], { env })).value).toMatchObject({
      code: "file-exists",
    });
    const inside = await given.json(["keys", "create", "--email", "bo@example.com", "--out", "bo.pem"], { env });
    expect(inside).toMatchObject({ code: 2, value: { code: "in-repository" } });
    expect(existsSync(join(given.dir, "bo.pem"))).toBe(false);
  });

  test("a passphrase locks the key", async () => {
    const { given, env } = projectOfTwo();
    const locked = { ...env, GOLDLOOP_KEY_PASSPHRASE: "correct horse" };
    const { value } = await given.json(["keys", "create", "--email", "bo@example.com"], { env: locked });
    expect(readFileSync(value["file"], "utf8")).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    const show = ["keys", "show", "--key", value["file"]];
    expect((await given.json(show, { env })).value).toMatchObject({ code: "key-locked" });
    expect((await given.json(show, { env: locked })).value).toMatchObject({ key: value["key"] });
  });
});

describe("goldloop accept", () => {
  test("signs what the last verdict says, for the examples that failed, and tampering shows", async () => {
    const { given, env } = projectOfTwo();
    const { code, value } = await given.json(accept(), { env });
    expect(code).toBe(0);
    expect(value).toMatchObject({
      schema: "goldloop/acceptance/v1",
      signed: true,
      gate: "safety",
      rule: "passRate == 100%",
      scope: { examples: ["hours-003", "refund-014"], release: "any" },
      observed: 0.9,
      ceiling: 0.9,
      disposition: "accepted",
      approvedBy: "li@example.com",
    });
    const [file = ""] = acceptances(given);
    expect(file).toBe(value["file"]);
    const text = readFileSync(file, "utf8");
    const envelope = JSON.parse(text);
    expect(envelope.payloadType).toBe("application/vnd.in-toto+json");
    expect(await statuses(given)).toEqual([{ status: "valid", why: null }]);

    const statement = JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8"));
    statement.predicate.expiresAt = "2099-01-01T00:00:00Z";
    writeFileSync(
      file,
      JSON.stringify({ ...envelope, payload: Buffer.from(JSON.stringify(statement)).toString("base64") }),
    );
    expect(await statuses(given)).toEqual([{ status: "invalid", why: expect.stringContaining("was changed") }]);
    writeFileSync(file, JSON.stringify({ ...envelope, signatures: [] }));
    expect((await statuses(given))[0]).toMatchObject({ why: "it is not signed" });
    writeFileSync(file, text);
    writeFileSync(file.replace(".json", "-copy.json"), text);
    expect((await statuses(given)).map(({ why }) => why)).toEqual([
      expect.stringContaining("same id"),
      expect.stringContaining("same id"),
    ]);
  });

  test.each<[string, Record<string, string | undefined>, string]>([
    ["the requester's own key", { "--requested-by": "li@example.com" }, "own-request"],
    [
      "a key without the role",
      { "--approved-by": "ana@example.com", "--requested-by": "li@example.com" },
      "not-approver",
    ],
    ["a key that the policy does not know", { "--approved-by": "eve@example.com" }, "key-not-registered"],
    ["more days than the gate allows", { "--expires": "31d" }, "too-long"],
    ["a gate that nobody may accept", { "--gate": "critical", "--observed": "95%" }, "not-acceptable"],
    ["a misspelled gate", { "--gate": "safty" }, "unknown-gate"],
    ["a misspelled rule", { "--rule": "passrate == 100%" }, "unknown-rule"],
    ["an example that did not fail", { "--example": "refund-041" }, "unknown-example"],
    [
      "a rule that passes",
      { "--gate": "regressions", "--rule": "removed == 0", "--expires": "14d" },
      "nothing-to-accept",
    ],
    [
      "a retirement of a failure",
      { "--kind": "retirement", "--expires": undefined, "--example": "a" },
      "not-a-removal",
    ],
    ["a rate without its sign", { "--ceiling": "0.9" }, "bad-figure"],
    ["another release", { "--release": `sha256:${"0".repeat(64)}` }, "other-release"],
    ["missing answers", { "--reason": undefined, "--owner": undefined }, "missing-flags"],
  ])("refuses %s, and writes nothing", async (_, more, expected) => {
    const { given, env } = projectOfTwo();
    const { code, value } = await given.json(accept(more), { env });
    expect(value).toMatchObject({ code: expected });
    expect(code).toBe(2);
    expect(acceptances(given)).toEqual([]);
  });

  test("refuses a key that others can read", async () => {
    const { given, env, keys } = projectOfTwo();
    chmodSync(keys["li@example.com"] ?? "", 0o644);
    const { code, stderr } = await given.goldloop(accept(), { env });
    expect(code).toBe(2);
    expect(stderr).toContain("chmod 600");
    expect(acceptances(given)).toEqual([]);
  });

  test("needs no verdict when the figure is given, and takes a key from a variable", async () => {
    const { given, env, keys } = projectOfTwo();
    given.write({ ".goldloop/verdict.json": { ...verdict, gates: [] } });
    expect((await given.json(accept(), { env })).value).toMatchObject({ code: "not-judged" });
    const pem = readFileSync(keys["li@example.com"] ?? "", "utf8");
    const { value } = await given.json(accept({ "--observed": "95%", "--ceiling": "90%" }), {
      env: { HOME: given.dir, GOLDLOOP_SIGNING_KEY: pem },
    });
    expect(value).toMatchObject({ signed: true, observed: 0.95, ceiling: 0.9, scope: { release: "any" } });
    expect(value["scope"]["examples"]).toBeUndefined();
  });

  test("a draft never counts until another person signs it", async () => {
    const { given, env } = projectOfTwo();
    const made = await given.json(accept({ "--approved-by": undefined }, "--draft"), { env });
    expect(made).toMatchObject({ code: 0, value: { signed: false, approvedBy: null } });
    expect((await statuses(given)).map(({ status }) => status)).toEqual(["unsigned"]);
    const file = made.value["file"];
    const sign = (email: string) => given.json(["accept", "sign", file, "--approved-by", email], { env });
    expect((await sign("ana@example.com")).value).toMatchObject({ code: "not-approver" });
    expect((await statuses(given)).map(({ status }) => status)).toEqual(["unsigned"]);
    expect(await sign("li@example.com")).toMatchObject({
      code: 0,
      value: { signed: true, approvedBy: "li@example.com" },
    });
    expect(await statuses(given)).toEqual([{ status: "valid", why: null }]);
    expect((await sign("li@example.com")).value).toMatchObject({ code: "already-signed" });
  });

  test("a draft that nobody could sign is not written", async () => {
    const { given } = projectOfTwo();
    const { value } = await given.json(accept({ "--expires": "31d" }, "--draft"));
    expect(value).toMatchObject({ code: "too-long" });
    expect(acceptances(given)).toEqual([]);
  });

  test("a retirement names its examples and does not expire", async () => {
    const { given, env } = projectOfTwo();
    const retire = (more: Record<string, string | undefined>) =>
      given.json(
        accept({
          "--gate": "regressions",
          "--rule": "removed == 0",
          "--kind": "retirement",
          "--expires": undefined,
          ...more,
        }),
        { env },
      );
    expect((await retire({})).value).toMatchObject({ code: "missing-flags" });
    expect((await retire({ "--example": "a", "--expires": "14d" })).value).toMatchObject({
      code: "retirement-expires",
    });
    expect((await retire({ "--example": "a" })).value).toMatchObject({
      disposition: "retirement",
      expiresAt: null,
      ceiling: null,
      scope: { examples: ["a"] },
    });
    expect(await statuses(given)).toEqual([{ status: "valid", why: null }]);
  });

  test("in git it is for this commit and what is built on it", async () => {
    const { given, env } = projectOfTwo();
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: given.dir })
        .toString()
        .trim();
    git("init", "-q");
    const commit = (): string => {
      git("commit", "-q", "--allow-empty", "-m", "more");
      return git("rev-parse", "HEAD");
    };
    const first = commit();
    expect((await given.json(accept({ "--release": undefined }), { env })).value).toMatchObject({
      code: "missing-flags",
    });
    const second = commit();
    const here = await given.json(accept({ "--release": undefined }), { env });
    expect(here.value["scope"]["release"]).toBe(`${first}..`);
    const one = await given.json(accept({ "--release": "HEAD~1..HEAD", "--ticket": "T-2" }), { env });
    expect(one.value["scope"]["release"]).toBe(`${first}..${second}`);
    expect((await statuses(given)).map(({ status }) => status)).toEqual(["valid", "valid"]);
    commit();
    expect((await statuses(given)).map(({ status }) => status).toSorted()).toEqual(["other-release", "valid"]);
    git("reset", "-q", "--hard", first);
    expect((await statuses(given)).map(({ status }) => status)).toEqual(["other-release", "other-release"]);
    expect((await given.json(accept({ "--release": "nowhere.." }), { env })).value).toMatchObject({
      code: "unknown-ref",
    });
  });
});
