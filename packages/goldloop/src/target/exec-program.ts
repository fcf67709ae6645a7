import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { InputError } from "../error/index.ts";

/** A word that the shell takes as it stands; an assignment before the program is none. */
const plainWord = /^\s*([\w./+@%:,-]+)(?=\s|$)/;

/**
 * Throws an InputError (`no-program`) when the program that a command names is not there or cannot be executed: a list
 * names its program, a text for the shell where its first word is a plain one. `folder` is where it starts.
 */
export function checkProgram(
  command: string | readonly string[],
  folder: string,
  variables: Readonly<Record<string, string | undefined>>,
): void {
  // Windows finds programs by rules of its own.
  if (process.platform === "win32") return;
  const name = typeof command === "string" ? plainWord.exec(command)?.[1] : command[0];
  if (name === undefined || name === "") return;
  const found = candidates(name, folder, variables["PATH"]).map(stateOf);
  if (found.includes("program")) return;
  if (typeof command === "string" && isKnownToShell(name)) return;
  const isThere = found.includes("file");
  const hint = isThere ? `chmod +x ${name}` : name.includes("/") ? "correct the path; it counts from cwd" : undefined;
  throw new InputError(
    "no-program",
    `target exec: ${name} ${isThere ? "cannot be executed" : name.includes("/") ? "does not exist" : "is not on the PATH"}`,
    { hint: hint ?? `install ${name}, or give its path: exec: [./path/to/program, ...]` },
  );
}

function candidates(name: string, folder: string, path: string | undefined): string[] {
  if (name.includes("/")) return [resolve(folder, name)];
  return (path ?? "/usr/bin:/bin").split(delimiter).map((entry) => resolve(folder, entry, name));
}

function stateOf(file: string): "program" | "file" | "nothing" {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return "nothing";
  try {
    accessSync(file, constants.X_OK);
    return "program";
  } catch {
    return "file";
  }
}

/** Words such as `cd` and `exec`, which are no files. */
function isKnownToShell(name: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'command -v -- "$1"', "sh", name], { stdio: "ignore" }).status === 0;
}
