import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** How a program ended. */
export interface Ended {
  /** Null when it could not be started or was killed. */
  code: number | null;
  stdout: string;
}

/** A program and the arguments that come first. */
export interface Program {
  command: string;
  first: readonly string[];
}

/**
 * The goldloop that the project has installed, run by the Node that the workflow set up; `npx` where there is none. The
 * installed one is what goldloop.lock was written with.
 */
export function findGoldloop(directory: string): Program {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const home = join(folder, "node_modules", "goldloop");
    const bin = binOf(join(home, "package.json"));
    if (bin !== undefined && existsSync(join(home, bin))) return { command: "node", first: [join(home, bin)] };
    if (folder === dirname(folder)) return { command: "npx", first: ["--yes", "goldloop"] };
  }
}

function binOf(file: string): string | undefined {
  try {
    const { bin } = JSON.parse(readFileSync(file, "utf8")) as { bin?: string | Record<string, string> };
    return typeof bin === "string" ? bin : bin?.["goldloop"];
  } catch {
    return undefined;
  }
}

/** Runs a program to its end; what it says on the way goes to `log`. With `keep`, its standard output is kept instead. */
export function execute(
  { command, first }: Program,
  args: readonly string[],
  options: { directory: string; log: (text: string) => void; keep?: boolean },
): Promise<Ended> {
  const { directory, log, keep } = options;
  return new Promise((done) => {
    const child = spawn(command, [...first, ...args], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
      // npx is a batch file there.
      shell: process.platform === "win32" && command === "npx",
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (keep === true) stdout += text;
      else log(text);
    });
    child.stderr.setEncoding("utf8").on("data", log);
    child.once("error", (error) => {
      log(`${command}: ${error.message}\n`);
      done({ code: null, stdout });
    });
    child.once("close", (code) => done({ code, stdout }));
  });
}
