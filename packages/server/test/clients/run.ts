import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonOf } from "./install.ts";
import type { ClientProgram, Destination } from "./programs.ts";

/** What a program said and how it ended. */
export interface Ended {
  code: number | null;
  printed: string;
}

const patienceMs = 60_000;
/** Traces of stacks name the folders of the machine; recorded ones must not. */
const withoutStacks = "import runpy, sys; sys.tracebacklimit = 0; runpy.run_path(sys.argv[1], run_name='__main__')";

/** Runs a program with the variables of its client and nothing else that could point it anywhere. */
export function runProgram(
  program: ClientProgram,
  to: Destination,
  more: { variables?: Record<string, string>; stacks?: boolean } = {},
): Promise<Ended> {
  const { folder, file, requirements } = program;
  const { variables = {}, stacks = true } = more;
  const path = join(import.meta.dirname, folder, file);
  const [command, args] =
    requirements === undefined
      ? [process.execPath, stacks ? [path] : ["--stack-trace-limit=0", path]]
      : [pythonOf(program), stacks ? [path] : ["-c", withoutStacks, path]];
  const child = spawn(command, args, {
    cwd: join(import.meta.dirname, folder),
    // clients without a name for their service take that of the program
    ...(requirements === undefined ? { argv0: "node" } : {}),
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: tmpdir(), ...program.variables(to), ...variables },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  }
  const patience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => {
      clearTimeout(patience);
      done({ code, printed });
    });
  });
}
