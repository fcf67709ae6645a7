import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError } from "../../error/index.ts";
import type { Policy } from "./policy.ts";
import { readPolicyText } from "./read.ts";

/** The policy's name in the project's folder. */
export const policyFileName = "goldloop.policy.yaml";

/**
 * Reads the policy of a project, or the one that is named. Undefined when the project has none; throws InputError when a
 * named one does not exist and InputError(s) with file:line:column for a faulty one.
 */
export async function loadPolicy(directory: string, explicit?: string): Promise<Policy | undefined> {
  const file = explicit === undefined ? join(directory, policyFileName) : resolve(explicit);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    if (explicit === undefined) return undefined;
    throw new InputError("no-policy", `there is no policy ${explicit}`, {
      cause,
      location: { file },
      hint: "goldloop init",
    });
  }
  return readPolicyText(text, file);
}
