import { GitError } from "../dataset/index.ts";
import { relative, resolve, sep } from "node:path";
import { differences, loadPolicy, policyFileName, readPolicyText, type Policy } from "../config/index.ts";
import { parseYamlText } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import { readFile } from "node:fs/promises";
import { shortRef } from "./base-ref.ts";
import { readAtRef } from "./history.ts";

/** The policy that counts, and what the change under test proposes in its place. */
export interface CountingPolicy {
  policy: Policy;
  /** The ref whose policy it is; null when it is the working tree's. */
  ref: string | null;
  proposed: { path: string; base: unknown; head: unknown }[];
  notes: string[];
}

/**
 * The policy of the base ref where there is one, else the working tree's (design 4.5): a change under test is not judged by rules that
 * it brings itself. Throws InputError `no-policy` when there is neither, `renamed-policy` for a named file that the base
 * lacks while it has the usual one, and InputError(s) for a faulty one.
 */
export async function countingPolicy(
  directory: string,
  { explicit, ref }: { explicit: string | undefined; ref: string | undefined },
): Promise<CountingPolicy> {
  if (ref !== undefined) {
    const path = explicit === undefined ? policyFileName : relative(directory, resolve(explicit)).split(sep).join("/");
    const text = await readAtRef(directory, ref, path).catch((cause: unknown) => {
      if (!(cause instanceof GitError) || !cause.message.includes("outside repository")) throw cause;
      throw new InputError("policy-outside", `${explicit} lies outside of the repository: no base can vouch for it`, {
        cause,
        hint: "goldloop gate --base-ref REF   takes the policy of that ref",
      });
    });
    if (text !== undefined) {
      const policy = readPolicyText(text, `${path}@${ref}`);
      return { policy, ref, proposed: await proposedIn(resolve(directory, path), text), notes: [] };
    }
    await requireNone(directory, path, ref);
  }
  const policy = await loadPolicy(directory, explicit);
  if (policy === undefined) {
    throw new InputError("no-policy", `there is no ${policyFileName} in ${directory}: nothing says what is required`, {
      hint: `a first one, in ${policyFileName}:\nversion: 1\ngates: { all: { require: [passRate == 100%, errors == 0] } }`,
    });
  }
  const notes = ref === undefined ? [] : [`${shortRef(ref)} has no ${policyFileName}: the proposed one was used`];
  return { policy, ref: null, proposed: [], notes };
}

/** A policy under another name must not take the place of the base's. */
async function requireNone(directory: string, path: string, ref: string): Promise<void> {
  if (path === policyFileName || (await readAtRef(directory, ref, policyFileName)) === undefined) return;
  const base = shortRef(ref);
  throw new InputError(
    "renamed-policy",
    `${base} has no ${path}, but ${policyFileName}: a new policy does not count yet`,
    {
      hint: `judge by the base's policy, without --policy, until ${path} is merged`,
      location: { file: resolve(directory, path) },
    },
  );
}

/** What the working tree's policy says otherwise. */
async function proposedIn(file: string, base: string): Promise<CountingPolicy["proposed"]> {
  const head = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (head === undefined) return [{ path: "", base: "the policy", head: "removed" }];
  if (head === base) return [];
  const value = (text: string): unknown => {
    try {
      return parseYamlText(text, file).value;
    } catch {
      return text;
    }
  };
  return differences(value(base), value(head), "").map(({ path, locked, now }) => ({
    path,
    base: locked ?? null,
    head: now ?? null,
  }));
}
