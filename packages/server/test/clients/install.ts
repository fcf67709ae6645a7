import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClientProgram } from "./programs.ts";

const run = promisify(execFile);
const here = import.meta.dirname;
const stamp = "goldloop-installed";
const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|Max retries exceeded|Connection(?:Error| broken)|No matching distribution/i;
const started = new Map<string, Promise<string | undefined>>();

/**
 * Installs what a program needs, once per version of its lock file. Resolves to undefined, or to the reason why it cannot be
 * installed here (no Python, no network). Rejects when it fails otherwise.
 */
export function install(program: ClientProgram): Promise<string | undefined> {
  const { folder, requirements } = program;
  const key = `${folder}/${requirements ?? ""}`;
  let installing = started.get(key);
  if (installing === undefined) {
    installing = requirements === undefined ? installNode(join(here, folder)) : installPython(folder, requirements);
    started.set(key, installing);
  }
  return installing;
}

/** The interpreter that has what a Python program needs. */
export function pythonOf({ requirements = "" }: ClientProgram): string {
  return join(environmentOf(requirements), "bin", "python");
}

async function installNode(folder: string): Promise<string | undefined> {
  const hash = hashOf(join(folder, "package-lock.json"));
  const installed = join(folder, "node_modules", stamp);
  if (isStamped(installed, hash)) return undefined;
  try {
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder });
  } catch (error) {
    return unreachable(error);
  }
  writeFileSync(installed, hash);
  return undefined;
}

async function installPython(folder: string, requirements: string): Promise<string | undefined> {
  const file = join(here, folder, requirements);
  const environment = environmentOf(requirements);
  const hash = hashOf(file);
  const installed = join(environment, stamp);
  if (isStamped(installed, hash)) return undefined;
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment, { recursive: true });
  try {
    await run("python3", ["-m", "venv", environment]);
  } catch {
    await rm(environment, { recursive: true, force: true });
    return "python3 with venv and pip is not installed";
  }
  const pip = ["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"];
  try {
    await run(join(environment, "bin", "python"), [...pip, "--requirement", file]);
  } catch (error) {
    return unreachable(error);
  }
  writeFileSync(installed, hash);
  return undefined;
}

/** Kept with the other installed things, so that whoever removes those removes it. */
function environmentOf(requirements: string): string {
  return join(here, "node_modules", requirements.replace(/\.txt$/, ""));
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function isStamped(file: string, hash: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

/** Why it cannot be reached; anything else is an error of the test's own. */
function unreachable(error: unknown): string {
  const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
  const reason = offline.exec(`${stderr}${stdout}`)?.[0];
  if (reason === undefined) throw error;
  return `the registry cannot be reached (${reason})`;
}
