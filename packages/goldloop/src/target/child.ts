import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when it could not be started at all. */
  error?: Error;
}

/** A process that answers JSON lines over extra file descriptors; its own output is only kept for errors. */
export interface Child {
  /** Writes a line to the process. */
  send(line: string): void;
  /** Tells the process that no more lines come. */
  endInput(): void;
  /** Ends the whole process group: SIGTERM, and SIGKILL for what is left after the grace time. Settles when it is gone. */
  end(graceMs?: number): Promise<Exit>;
  /** Settles when the process has ended and everything it wrote has been read. */
  ended: Promise<Exit>;
  /** The last lines that it printed. */
  lastLines(): string;
}

export interface ChildOptions {
  /** A list is started as it is, a text through the shell. */
  command: string | readonly string[];
  cwd: string;
  env: Record<string, string>;
  onLine: (line: string) => void;
}

/** Where requests and answers pass: told to the process in GOLDLOOP_IN_FD and GOLDLOOP_OUT_FD. */
const inFd = 3;
const outFd = 4;

const keptCharacters = 4000;
const quotedLines = 8;
const longestLine = 64 * 1024 * 1024;
/** How long output may trickle in after the process has ended, where another process still holds it open. ms */
const drainMs = 300;

/** Starts the process in a group of its own, so that what it starts can be ended with it. */
export function startChild({ command, cwd, env, onLine }: ChildOptions): Child {
  const [file = "", ...args] = typeof command === "string" ? [command] : command;
  const child = spawn(file, args, {
    cwd,
    env: { ...env, GOLDLOOP_IN_FD: String(inFd), GOLDLOOP_OUT_FD: String(outFd) },
    shell: typeof command === "string",
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  const input = child.stdio[inFd] as Writable | undefined;
  // the process may be gone already: its end tells that better than a broken pipe
  input?.on("error", () => undefined);

  let printed = "";
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString("utf8")).slice(-keptCharacters);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  readLines(child.stdio[outFd] as Readable | undefined, onLine);

  const killGroup = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // no process of the group is left
    }
  };

  const ended = new Promise<Exit>((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    child.once("exit", (code, signal) => {
      killGroup("SIGKILL");
      const timer = setTimeout(() => resolve({ code, signal }), drainMs);
      child.once("close", () => {
        clearTimeout(timer);
        resolve({ code, signal });
      });
    });
  });

  return {
    send: (line) => {
      input?.write(`${line}\n`);
    },
    endInput: () => {
      input?.end();
    },
    end(graceMs = 2000) {
      input?.end();
      killGroup("SIGTERM");
      const timer = setTimeout(() => killGroup("SIGKILL"), graceMs);
      return ended.finally(() => clearTimeout(timer));
    },
    ended,
    lastLines: () => printed.trim().split("\n").slice(-quotedLines).join("\n"),
  };
}

/** `ended with code 1`, for errors. */
export function describeExit({ code, signal, error }: Exit): string {
  if (error !== undefined) return `could not be started: ${error.message}`;
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}

function readLines(stream: Readable | undefined, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream?.on("error", () => undefined);
  stream?.on("data", (chunk: Buffer) => {
    const text = decoder.write(chunk);
    if (!text.includes("\n")) {
      rest += text;
      // nobody answers so much on one line: stop collecting, the call then ends by its timeout
      if (rest.length > longestLine) rest = "";
      return;
    }
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") onLine(line);
  });
  stream?.on("end", () => {
    if (rest.trim() !== "") onLine(rest);
    rest = "";
  });
}
