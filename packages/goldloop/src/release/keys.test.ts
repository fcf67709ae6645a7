import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { generateKeyPairSync } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readPolicyText } from "../config/index.ts";
import { createKeyFile, findSigningKey, keysDirectory, readKeyFile } from "./keys-file.ts";
import { createKey, publicKeyOf, readPrivateKey, readPublicKey, registeredKeys } from "./keys.ts";

// RFC 8032, 7.1, test 1.
const raw = Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex");
const known = `ed25519:${raw.toString("base64")}`;

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "goldloop-keys-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

function policyOf(people: Record<string, string>): ReturnType<typeof readPolicyText> {
  const lines = Object.entries(people).map(([person, key]) => `  ${person}: { key: "${key}" }`);
  return readPolicyText(
    `version: 1\npeople:\n${lines.join("\n")}\ngates: { g: { require: [passRate == 100%] } }\n`,
    "goldloop.policy.yaml",
  );
}

describe("public keys", () => {
  test("are written as their raw bytes and named by their SHA-256", () => {
    const key = readPublicKey(known);
    expect(key.text).toBe(known);
    expect(key.keyid).toBe("sha256:21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
  });

  test.each([
    ["another algorithm", `rsa:${raw.toString("base64")}`],
    ["31 bytes", `ed25519:${raw.subarray(1).toString("base64")}`],
    ["33 bytes", `ed25519:${Buffer.concat([raw, raw.subarray(0, 1)]).toString("base64")}`],
    ["no padding", known.replace("=", "")],
    ["white space", `${known} `],
    ["hex", `ed25519:${raw.toString("hex")}`],
    ["nothing", "ed25519:"],
  ])("are refused: %s", (_, text) => {
    expect(() => readPublicKey(text)).toThrow(expect.objectContaining({ code: "bad-key" }));
  });

  test("of two people cannot be the same, and a faulty one is an error of the policy", () => {
    expect(() => registeredKeys(policyOf({ "a@x.org": known, "b@x.org": known }))).toThrow(
      expect.objectContaining({ code: "shared-key" }),
    );
    expect(() => registeredKeys(policyOf({ "a@x.org": "ed25519:AAAA" }))).toThrow(
      expect.objectContaining({ code: "bad-key", message: expect.stringContaining("a@x.org") }),
    );
    expect([...registeredKeys(policyOf({ "a@x.org": known })).values()].map(({ person }) => person)).toEqual([
      "a@x.org",
    ]);
  });
});

describe("private keys", () => {
  test("are read again, locked or not", () => {
    for (const passphrase of [undefined, "correct horse"]) {
      const { pem, publicKey } = createKey(passphrase);
      expect(publicKeyOf(readPrivateKey(pem, "it", passphrase)).keyid).toBe(publicKey.keyid);
    }
  });

  test.each([
    ["a locked one without its passphrase", createKey("p").pem, undefined, "key-locked"],
    ["a locked one with another passphrase", createKey("p").pem, "q", "wrong-passphrase"],
    ["no key", "hello", undefined, "not-a-key"],
    [
      "a key of another algorithm",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      undefined,
      "not-a-key",
    ],
  ])("are refused: %s", (_, pem, passphrase, code) => {
    expect(() => readPrivateKey(pem, "it", passphrase)).toThrow(expect.objectContaining({ code }));
  });
});

describe("key files", () => {
  const options = (dir: string, more: object = {}) => ({
    out: undefined,
    project: join(dir, "project"),
    force: false,
    variables: { HOME: dir },
    ...more,
  });
  const home = (): string => {
    const dir = folder();
    mkdirSync(join(dir, "project"));
    return dir;
  };

  test.each([
    [{ HOME: "/home/a" }, "/home/a/.config/goldloop/keys"],
    [{ HOME: "/home/a", XDG_CONFIG_HOME: "/cfg" }, "/cfg/goldloop/keys"],
    [{ HOME: "/home/a", XDG_CONFIG_HOME: "relative" }, "/home/a/.config/goldloop/keys"],
  ])("lie where %o says", (variables, expected) => expect(keysDirectory(variables)).toBe(expected));

  test("are for their owner alone, and never overwritten", async () => {
    const dir = home();
    const { file, publicKey } = await createKeyFile("ana@example.com", options(dir));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
    const before = readFileSync(file, "utf8");
    await expect(createKeyFile("ana@example.com", options(dir))).rejects.toMatchObject({ code: "file-exists" });
    expect(readFileSync(file, "utf8")).toBe(before);
    const key = await findSigningKey({ HOME: dir }, {});
    expect(key).toMatchObject({ email: "ana@example.com", publicKey: { keyid: publicKey.keyid } });
  });

  test.each([0o640, 0o604, 0o660, 0o620])("readable or writable by others (%o) are refused", async (mode) => {
    const dir = home();
    const { file } = await createKeyFile("ana@example.com", options(dir));
    chmodSync(file, mode);
    await expect(readKeyFile(file, {})).rejects.toMatchObject({
      code: "key-readable-by-others",
      hint: expect.stringContaining(`chmod 600 ${file}`),
    });
  });

  test("do not go into a git work tree or the project, by a link neither, unless forced", async () => {
    const dir = home();
    mkdirSync(join(dir, "repo", ".git"), { recursive: true });
    mkdirSync(join(dir, "repo", "deep"));
    symlinkSync(join(dir, "repo", "deep"), join(dir, "link"));
    const places = ["repo/k.pem", "repo/deep/new/k.pem", "link/k.pem", "project/k.pem", "project/sub/k.pem"];
    for (const place of places) {
      const out = join(dir, place);
      await expect(createKeyFile("a@x.org", options(dir, { out }))).rejects.toMatchObject({ code: "in-repository" });
      expect(existsSync(out)).toBe(false);
      await createKeyFile("a@x.org", options(dir, { out, force: true }));
      expect(existsSync(out)).toBe(true);
      await rm(out);
    }
  });

  test.each(["ana", "a@b/../../x", "../a@b", "a b@c", ".a@b", ""])("cannot be named %j", async (email) => {
    await expect(createKeyFile(email, options(home()))).rejects.toMatchObject({ code: "bad-email" });
  });

  test("come from a variable in CI; a named file goes first", async () => {
    const dir = home();
    const { file, publicKey } = await createKeyFile("ana@example.com", options(dir));
    const other = createKey();
    const variables = { HOME: dir, GOLDLOOP_SIGNING_KEY: other.pem };
    expect((await findSigningKey(variables, {})).publicKey.keyid).toBe(other.publicKey.keyid);
    expect((await findSigningKey(variables, { file })).publicKey.keyid).toBe(publicKey.keyid);
  });

  test("are asked for when there are several", async () => {
    const dir = home();
    await createKeyFile("ana@example.com", options(dir));
    await createKeyFile("li@example.com", options(dir));
    await expect(findSigningKey({ HOME: dir }, {})).rejects.toMatchObject({ code: "which-key" });
    expect(await findSigningKey({ HOME: dir }, { email: "li@example.com" })).toMatchObject({ email: "li@example.com" });
    await expect(findSigningKey({ HOME: dir }, { email: "bo@example.com" })).rejects.toMatchObject({ code: "no-key" });
    await expect(findSigningKey({}, {})).rejects.toMatchObject({ code: "no-home" });
  });

  test("that others wrote in their own way are read too", async () => {
    const file = join(folder(), "own.pem");
    writeFileSync(file, createKey().pem, { mode: 0o600 });
    expect((await readKeyFile(file, {})).email).toBeUndefined();
  });
});
