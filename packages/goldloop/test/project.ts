import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
/** The command line that tests run: the built one, or the sources. */
export const cli =
  process.env["GOLDLOOP_TEST_SOURCE"] === undefined
    ? resolve(here, "..", "bin", "goldloop.js")
    : resolve(here, "..", "..", "..", "scripts", "goldloop.mjs");

/** What a command line printed and how it ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A project in a folder of its own, removed after the test. */
export interface Project {
  dir: string;
  /** Adds or replaces files; objects are written as JSON, lists under `.jsonl` as lines. */
  write(files: Record<string, unknown>): void;
  /** Runs `goldloop` as a process of its own, outside of any CI. */
  goldloop(args: readonly string[], options?: { env?: Record<string, string>; input?: string }): Promise<Ended>;
  /** The same with `--json`, its document parsed. */
  json<T = Record<string, any>>(
    args: readonly string[],
    options?: { env?: Record<string, string> },
  ): Promise<{ code: number | null; value: T }>;
  /** Starts `goldloop` and leaves it running. */
  start(
    args: readonly string[],
    env?: Record<string, string>,
    /** Written to the standard input; without it there is none. */
    input?: string,
  ): {
    pid: number;
    kill: (signal: NodeJS.Signals) => void;
    ended: Promise<Ended>;
    /** What it has printed so far. */
    printed: () => string;
  };
}

/** Makes a project of files. */
export function project(files: Record<string, unknown>): Project {
  const dir = mkdtempSync(join(tmpdir(), "goldloop-test-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  const write: Project["write"] = (more) => {
    for (const [name, content] of Object.entries(more)) {
      const file = join(dir, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, textOf(name, content));
    }
  };
  write({ "package.json": { type: "module" }, ...files });
  const start: Project["start"] = (args, env = {}, input) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: dir,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      env: { ...process.env, CI: "", NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    });
    // A child that has ended before it read all is no fault.
    child.stdin?.on("error", () => undefined).end(input);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((done) => child.once("close", (code) => done({ code, stdout, stderr })));
    return { pid: child.pid ?? 0, kill: (signal) => void child.kill(signal), ended, printed: () => stdout + stderr };
  };
  const goldloop: Project["goldloop"] = (args, { env, input } = {}) => start(args, env, input).ended;
  return {
    dir,
    write,
    start,
    goldloop,
    json: async (args, options) => {
      const { code, stdout, stderr } = await goldloop([...args, "--json"], options);
      try {
        return { code, value: JSON.parse(stdout) };
      } catch (error) {
        throw new Error(`no JSON on the standard output (exit ${code}):\n${stdout}\n${stderr}`, { cause: error });
      }
    },
  };
}

function textOf(name: string, content: unknown): string {
  if (typeof content === "string") return content;
  if (name.endsWith(".jsonl") && Array.isArray(content))
    return content.map((row) => `${JSON.stringify(row)}\n`).join("");
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A suite `echo` whose target gives the input back, over the given examples. */
export function echoProject(examples: readonly unknown[], suite: Record<string, unknown> = {}): Project {
  return project({
    "goldloop.yaml": {
      version: 1,
      suites: { echo: { dataset: "data.jsonl", target: { module: "./target.ts" }, scorers: ["equals"], ...suite } },
    },
    "data.jsonl": examples,
    "target.ts": "export default (input: string): string => input;\n",
  });
}

/** Where the public data lies, or undefined; tests that need it skip visibly. */
export const publicData: string | undefined = findPublicData();

function findPublicData(): string | undefined {
  const given = process.env["GOLDLOOP_TEST_DATA"];
  const folder = given ?? resolve(here, "..", "..", "..", "..", "shared", "data");
  return existsSync(join(folder, "README.md")) ? folder : undefined;
}
