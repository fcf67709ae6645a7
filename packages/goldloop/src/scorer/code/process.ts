import { spawn } from "node:child_process";

export interface ProcessRequest {
  /** A list is started as it is; a text is given to the shell. */
  command: string | readonly string[];
  directory: string;
  variables: Readonly<Record<string, string | undefined>>;
  input: string;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** More than any verdict needs; what exceeds it is a runaway program. */
const maxBytes = 1024 * 1024;

/**
 * Runs a program to its end and returns what it wrote to standard output. It leads a process group of its own, which is
 * killed as a whole at the timeout, on abort, and when it writes more than 1 MB. Throws an Error that says what went
 * wrong: the exit code with the last line of standard error, the signal, or why it did not start.
 */
export function runProcess(request: ProcessRequest): Promise<string> {
  const { command, directory, variables, input, timeoutMs, signal } = request;
  const [file = "", ...words] = typeof command === "string" ? [command] : command;
  const shown = file.length > 60 ? `${file.slice(0, 59)}…` : file;
  return new Promise((done, fail) => {
    if (signal?.aborted) {
      fail(new Error("stopped"));
      return;
    }
    const child = spawn(file, words, {
      cwd: directory,
      env: { ...variables },
      shell: typeof command === "string",
      detached: process.platform !== "win32",
      stdio: ["pipe", "pipe", "pipe"],
    });
    const kept = { out: [] as Buffer[], outBytes: 0, error: "" };
    let stopped: string | undefined;
    const stop = (why: string): void => {
      stopped ??= why;
      killGroup(child.pid);
      // A grandchild that left the group may still hold the pipes, and `close` would wait for it.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => stop(`no answer within ${timeoutMs} ms`), timeoutMs);
    const onAbort = (): void => stop("stopped");
    signal?.addEventListener("abort", onAbort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      kept.outBytes += chunk.length;
      if (kept.outBytes > maxBytes) stop("wrote more than 1 MB");
      else kept.out.push(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      kept.error = (kept.error + chunk).slice(-2000);
    });
    // A program that answers without reading its input closes the pipe: that is its right.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (error) => {
      settle();
      fail(new Error(`${shown} did not start: ${error.message}`, { cause: error }));
    });
    child.on("close", (exitCode, exitSignal) => {
      settle();
      if (stopped !== undefined) fail(new Error(`${shown}: ${stopped}`));
      else if (exitCode === 0) done(Buffer.concat(kept.out).toString("utf8"));
      else fail(new Error(`${shown} ended with ${exitSignal ?? `exit code ${exitCode}`}${lastLine(kept.error)}`));
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? "" : `: ${line.slice(0, 300)}`;
}
