import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError } from "../error/index.ts";
import { shortRef } from "./base-ref.ts";
import { readBytesAtRef } from "./history.ts";

/** Where the approved baseline lies, from the project's folder. */
export const baselinesFolder = "evals/baselines";
export const approvedFile = `${baselinesFolder}/approved.json`;

/** Runs of an approval that are written but not yet put in place. */
export const pendingFolder = `${baselinesFolder}/.pending`;

/** Where a run waits to be put in place, by its digest. */
export function pendingPath(digest: string): string {
  return `${pendingFolder}/${digest.replace("sha256:", "")}`;
}

/** Files of a project, on disk or as of a commit. */
export interface ProjectFiles {
  /** `at origin/main`, or nothing: for messages. */
  where: string;
  /** By path from the project's folder; undefined when it is not there. */
  read(path: string): Promise<Buffer | undefined>;
}

/** The files on disk, or as of a git ref. Reading throws InputError `unknown-ref` for a ref that is not there. */
export function projectFiles(directory: string, ref?: string): ProjectFiles {
  if (ref !== undefined) return { where: ` at ${shortRef(ref)}`, read: (path) => readBytesAtRef(directory, ref, path) };
  return {
    where: "",
    read: async (path) => {
      try {
        return await readFile(resolve(directory, path));
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "ENOENT" || code === "ENOTDIR") return undefined;
        throw error;
      }
    },
  };
}

const reserved = new Set([
  "",
  ".",
  "..",
  ".pending",
  "approved.json",
  "run.json",
  "results.jsonl.gz",
  "examples.jsonl.gz",
]);

/**
 * The folder of a suite's baseline (`support`, `support@large`), from the project's folder. What a target's name has
 * beside letters, digits, `.`, `_` and `-` is percent-encoded. Throws InputError `baseline-name` for a name that would
 * lead elsewhere.
 */
export function baselineFolder(key: string): string {
  const at = key.indexOf("@");
  const [suite, target] = at < 0 ? [key, undefined] : [key.slice(0, at), key.slice(at + 1)];
  const parts = [
    ...suite.split("/").slice(0, -1),
    `${suite.split("/").at(-1)}${target === undefined ? "" : `@${encoded(target)}`}`,
  ];
  if (parts.some((part) => reserved.has(part.toLowerCase()) || /[\\:*?"<>|\0]/.test(part))) {
    throw new InputError("baseline-name", `"${key}" cannot name the folder of a baseline`, {
      hint: "give the suite another name",
    });
  }
  return `${baselinesFolder}/${parts.join("/")}`;
}

function encoded(target: string): string {
  return [...Buffer.from(target)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9._-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
