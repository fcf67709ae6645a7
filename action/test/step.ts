import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { GitHub } from "./github.ts";

const bundle = resolve(import.meta.dirname, "..", "dist", "index.mjs");

/** A repository's folder, removed after the test. */
export async function folder(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "goldloop-action-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

export interface StepOptions {
  /** Inputs beside the working directory and the token `secret`. */
  inputs?: Record<string, string>;
  /** The event's document. Default: pull request 7 of a branch of the same repository. */
  event?: unknown;
  variables?: Record<string, string>;
}

/** What a step left behind. */
export interface StepResult {
  code: number | null;
  log: string;
  summary: string;
  outputs: Record<string, string>;
}

/** Pull request 7 into main, of the repository `from`. */
export function pullRequest(from = "acme/shop"): unknown {
  return {
    pull_request: { number: 7, head: { sha: "4f9c1aa0e5d3", repo: { full_name: from } }, base: { ref: "main" } },
  };
}

/** Runs the committed bundle as GitHub's runner does. */
export async function step(dir: string, hub: GitHub, options: StepOptions = {}): Promise<StepResult> {
  const scratch = await folder({
    "event.json": JSON.stringify(options.event ?? pullRequest()),
    output: "",
    summary: "",
  });
  const inputs = { "working-directory": dir, token: "secret", comment: "true", ...options.inputs };
  const child = spawn(process.execPath, [bundle], {
    cwd: dir,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: scratch,
      CI: "true",
      RUNNER_TEMP: scratch,
      GITHUB_API_URL: hub.url,
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_SHA: "0123456789ab",
      GITHUB_RUN_ID: "42",
      GITHUB_EVENT_PATH: join(scratch, "event.json"),
      GITHUB_OUTPUT: join(scratch, "output"),
      GITHUB_STEP_SUMMARY: join(scratch, "summary"),
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...options.variables,
    },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  const written = readFileSync(join(scratch, "output"), "utf8");
  const outputs = Object.fromEntries(
    [...written.matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name = "", , value = ""]) => [name, value]),
  );
  return { code, log, summary: readFileSync(join(scratch, "summary"), "utf8"), outputs };
}

/** How the stand-in for goldloop answers one command. */
export interface Answer {
  code: number;
  /** Printed on the standard output. */
  stdout?: unknown;
  /** By reporter: what its file gets. */
  reports?: Record<string, string>;
  stderr?: string;
}

/**
 * A project whose goldloop answers as it is told: what the step makes of exit codes, documents and their absence is a
 * matter between two processes, and cannot all be provoked with a real one.
 */
export async function standIn(answers: { run?: Answer; gate?: Answer }): Promise<string> {
  return folder({
    "answers.json": JSON.stringify(answers),
    "node_modules/goldloop/package.json": JSON.stringify({ name: "goldloop", bin: { goldloop: "bin.mjs" } }),
    "node_modules/goldloop/bin.mjs": `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
const args = process.argv.slice(2);
appendFileSync("calls.jsonl", JSON.stringify(args) + "\\n");
const answer = JSON.parse(readFileSync("answers.json", "utf8"))[args[0]];
if (answer === undefined) process.kill(process.pid, "SIGKILL");
if (answer.stderr) process.stderr.write(answer.stderr);
for (const arg of args) {
  const [name, file] = arg.split("=");
  if (answer.reports?.[name] !== undefined) writeFileSync(file, answer.reports[name]);
}
if (answer.stdout !== undefined) process.stdout.write(typeof answer.stdout === "string" ? answer.stdout : JSON.stringify(answer.stdout));
process.exitCode = answer.code;
`,
  });
}

/** What the stand-in was called with. */
export function calls(dir: string): string[][] {
  const file = join(dir, "calls.jsonl");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);
}
