import { basename, resolve } from "node:path";
import { findProject, loadPolicy, type Policy } from "../config/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import {
  createKeyFile,
  findSigningKey,
  listKeyFiles,
  readKeyFile,
  registeredKeys,
  type RegisteredKey,
  type SigningKey,
} from "../release/index.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";

/** `keys create`: a key pair; the private half stays on this machine. */
export async function createCommand(call: Call, context: Context): Promise<number> {
  const { email, out, force } = call.flags as { email?: string; out?: string; force?: boolean };
  if (email === undefined) {
    throw new InputError("missing-flags", "missing: --email", { hint: "goldloop keys create --email you@example.com" });
  }
  const made = await createKeyFile(email, {
    out: out === undefined ? undefined : resolve(context.directory, out),
    project: projectOf(context),
    force: force === true,
    variables: context.environment.variables,
  });
  const { file, locked, publicKey } = made;
  if (call.json) {
    const { keyid, text } = publicKey;
    context.stdout.write(`${JSON.stringify({ schema: "goldloop/key/v1", email, file, keyid, key: text, locked })}\n`);
    return 0;
  }
  context.stdout.write(
    [
      `✓ ${file}  ${locked ? "locked by your passphrase" : "not locked: GOLDLOOP_KEY_PASSPHRASE would lock it"}`,
      `  ${publicKey.keyid}`,
      "",
      "Next  let goldloop.policy.yaml know it, in a change of its own that others review:",
      "  people:",
      `    ${lineOf(email, publicKey.text)}`,
      "",
    ].join("\n"),
  );
  return 0;
}

/** `keys show`: the line that goes under `people:` in the policy. */
export async function showCommand(call: Call, context: Context): Promise<number> {
  const { key: file } = call.flags as { key?: string };
  const key = await findSigningKey(context.environment.variables, {
    file: file === undefined ? undefined : resolve(context.directory, file),
  });
  const email = emailOf(key);
  const { keyid, text } = key.publicKey;
  if (call.json) {
    const document = { schema: "goldloop/key/v1", email: email ?? null, from: key.from, keyid, key: text };
    context.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    context.stdout.write(`${lineOf(email ?? "you@example.com", text)}\n`);
  }
  return 0;
}

/** `keys ls`: the keys in the default place, and whose they are by the policy. */
export async function listCommand(call: Call, context: Context): Promise<number> {
  const { variables } = context.environment;
  const policy = await policyIfAny(call, context);
  const registered = policy === undefined ? new Map<string, RegisteredKey>() : registeredKeys(policy);
  const keys: {
    file: string;
    email: string | null;
    keyid: string | null;
    person: string | null;
    problem: string | null;
  }[] = [];
  for (const file of await listKeyFiles(variables)) {
    try {
      const key = await readKeyFile(file, variables);
      const { keyid } = key.publicKey;
      const person = registered.get(keyid)?.person ?? null;
      keys.push({ file, email: emailOf(key) ?? null, keyid, person, problem: null });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      keys.push({ file, email: null, keyid: null, person: null, problem: messageOf(error) });
    }
  }
  if (call.json) {
    context.stdout.write(`${JSON.stringify({ schema: "goldloop/keys/v1", keys })}\n`);
    return 0;
  }
  if (keys.length === 0) context.stdout.write("No keys yet.\n  goldloop keys create --email you@example.com\n");
  for (const { file, keyid, person, problem } of keys) {
    if (problem !== null) context.stdout.write(`✗ ${problem}\n`);
    else {
      const whose = person === null ? "not in the policy (goldloop keys show)" : `${person}'s in the policy`;
      context.stdout.write(`${person === null ? "!" : "✓"} ${file}  ${keyid?.slice(0, 19)}  ${whose}\n`);
    }
  }
  return 0;
}

function projectOf(context: Context): string {
  return findProject(context.directory).directory;
}

async function policyIfAny(call: Call, context: Context): Promise<Policy | undefined> {
  const { policy } = call.flags as { policy?: string };
  return loadPolicy(projectOf(context), policy === undefined ? undefined : resolve(context.directory, policy));
}

function emailOf(key: SigningKey): string | undefined {
  const name = basename(key.from).replace(/\.pem$/, "");
  return key.email ?? (name.includes("@") ? name : undefined);
}

function lineOf(email: string, text: string): string {
  return `${email}: { key: "${text}" }`;
}
