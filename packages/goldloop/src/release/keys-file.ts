import { existsSync, realpathSync } from "node:fs";
import { mkdir, open, readdir } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { KeyObject } from "node:crypto";
import { InputError } from "../error/index.ts";
import { createKey, publicKeyOf, readPrivateKey, type PublicKey } from "./keys.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** A private key with whom it was made for, as its own first line says; that line is not proof of anything. */
export interface SigningKey {
  /** A file, or the name of the variable that held it. */
  from: string;
  email: string | undefined;
  privateKey: KeyObject;
  publicKey: PublicKey;
}

const emailPattern = /^[^\s@/\\]+@[^\s@/\\]+$/;
const heading = /^goldloop key of (\S+)$/m;
const signingVariable = "GOLDLOOP_SIGNING_KEY";
const othersMay = 0o077;

/** Where keys lie: `$XDG_CONFIG_HOME/goldloop/keys`, or `~/.config/goldloop/keys`. Throws InputError `no-home`. */
export function keysDirectory(variables: Variables): string {
  const { XDG_CONFIG_HOME: config, HOME: home, USERPROFILE: profile } = variables;
  if (config !== undefined && isAbsolute(config)) return join(config, "goldloop", "keys");
  const base = [home, profile].find((one) => one !== undefined && isAbsolute(one));
  if (base === undefined) {
    throw new InputError("no-home", "there is no home folder to keep keys in", {
      hint: "name a file: --out FILE for keys create, --key FILE elsewhere",
    });
  }
  return join(base, ".config", "goldloop", "keys");
}

/** The passphrase of private keys; undefined when the variable is not set. */
function passphraseOf(variables: Variables): string | undefined {
  const passphrase = variables["GOLDLOOP_KEY_PASSPHRASE"];
  return passphrase === "" ? undefined : passphrase;
}

/** Checks an e-mail address that names a key. Throws InputError `bad-email`. */
export function checkEmail(email: string, flag: string): string {
  if (emailPattern.test(email) && !email.startsWith(".")) return email;
  throw new InputError("bad-email", `"${email}" is no e-mail address`, { hint: `${flag} you@example.com` });
}

/**
 * Makes a key and writes its private half, readable by its owner alone. Locked when GOLDLOOP_KEY_PASSPHRASE is set.
 * Throws InputError `in-repository` (unless `force`), `file-exists`, `bad-email` or `no-home`.
 */
export async function createKeyFile(
  email: string,
  options: { out: string | undefined; project: string; force: boolean; variables: Variables },
): Promise<{ file: string; publicKey: PublicKey; locked: boolean }> {
  checkEmail(email, "--email");
  const file = options.out ?? join(keysDirectory(options.variables), `${email}.pem`);
  const repository = repositoryOf(file, options.project);
  if (repository !== undefined && !options.force) {
    throw new InputError(
      "in-repository",
      `${file} lies in ${repository}: a private key there is one commit from everybody`,
      {
        hint: "leave --out away, or name a file outside; --force if you know better",
      },
    );
  }
  const passphrase = passphraseOf(options.variables);
  const { pem, publicKey } = createKey(passphrase);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(`goldloop key of ${email}\n${pem}`);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new InputError("file-exists", `${file} is there already`, {
      hint: `goldloop keys show --key ${file}`,
      location: { file },
      cause,
    });
  }
  return { file, publicKey, locked: passphrase !== undefined };
}

/** The git work tree, or the project's folder, that a file would lie in. */
function repositoryOf(file: string, project: string): string | undefined {
  let directory = dirname(resolve(file));
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  directory = realpathSync(directory);
  const inProject = relative(realpathSync(project), directory);
  if (inProject === "" || (inProject !== ".." && !inProject.startsWith(`..${sep}`) && !isAbsolute(inProject))) {
    return project;
  }
  for (; ; directory = dirname(directory)) {
    if (existsSync(join(directory, ".git"))) return directory;
    if (dirname(directory) === directory) return undefined;
  }
}

/**
 * Reads a private key from a file. Throws InputError `no-key`, `key-readable-by-others`, and what `readPrivateKey` throws.
 */
export async function readKeyFile(file: string, variables: Variables): Promise<SigningKey> {
  let text: string;
  try {
    const handle = await open(file, "r");
    try {
      // Of the opened file, so that it cannot be exchanged between the question and the reading.
      const { mode } = await handle.stat();
      if (process.platform !== "win32" && (mode & othersMay) !== 0) {
        throw new InputError("key-readable-by-others", `${file} can be read by others than its owner`, {
          hint: `chmod 600 ${file}   and, if others had the time to copy it, make a new key`,
          location: { file },
        });
      }
      text = await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new InputError("no-key", `there is no key ${file}`, {
      hint: "goldloop keys create --email you@example.com",
      location: { file },
      cause,
    });
  }
  return signingKey(text, file, variables);
}

function signingKey(text: string, from: string, variables: Variables): SigningKey {
  const privateKey = readPrivateKey(text, from, passphraseOf(variables));
  return { from, email: heading.exec(text)?.[1], privateKey, publicKey: publicKeyOf(privateKey) };
}

/** The private keys in the default place, sorted by name. */
export async function listKeyFiles(variables: Variables): Promise<string[]> {
  const directory = keysDirectory(variables);
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => name.endsWith(".pem"))
      .toSorted()
      .map((name) => join(directory, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * The key to sign with: the named file, else the PEM text in GOLDLOOP_SIGNING_KEY (for CI), else the file of `email` in the
 * default place, else the only one there. Throws InputError `no-key`, `which-key`, and what reading throws.
 */
export async function findSigningKey(
  variables: Variables,
  choice: { file?: string | undefined; email?: string | undefined },
): Promise<SigningKey> {
  if (choice.file !== undefined) return readKeyFile(choice.file, variables);
  const given = variables[signingVariable];
  if (given !== undefined && given !== "") return signingKey(given, signingVariable, variables);
  if (choice.email !== undefined) {
    return readKeyFile(join(keysDirectory(variables), `${checkEmail(choice.email, "--approved-by")}.pem`), variables);
  }
  const files = await listKeyFiles(variables);
  const [only] = files;
  if (only === undefined) {
    throw new InputError("no-key", "there is no key to sign with", {
      hint: "goldloop keys create --email you@example.com",
    });
  }
  if (files.length > 1) {
    throw new InputError("which-key", `there are ${files.length} keys`, {
      hint: files.map((file) => `--key ${file}`).join("\n"),
    });
  }
  return readKeyFile(only, variables);
}
