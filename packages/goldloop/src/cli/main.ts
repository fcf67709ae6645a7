import { readFileSync, writeSync } from "node:fs";
import { CommanderError } from "commander";
import { isOn, readEnvironment } from "../config/index.ts";
import { GoldloopError, IncompleteError, messageOf } from "../error/index.ts";
import { hasColor, type Context, type Output } from "./context.ts";
import { failureDocument, formatFailure } from "./failure.ts";
import { ArgumentMistake } from "./command.ts";
import { keysOf } from "./keys.ts";
import { createProgram } from "./program.ts";

/** Runs the command line in this process. Returns the exit code (design section 5) and never throws. */
export async function runMain(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Error("interrupted"));
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  // A reader that went away (`| head`) is no fault.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  // Users' modules run in this process. What they print must not mix with results, and what they forget to catch, or a
  // call of process.exit, must not end a run as if all had been measured.
  const results = process.stdout.write.bind(process.stdout);
  const remarks = process.stderr.write.bind(process.stderr);
  process.stdout.write = remarks;
  const strays: unknown[] = [];
  const stray = (error: unknown): void => void strays.push(error);
  process.on("unhandledRejection", stray);
  process.on("uncaughtException", stray);
  const cutShort = (): void => {
    const error = new IncompleteError(
      "process-ended",
      "the process was ended from within: a target or scorer called process.exit, or blocked it",
      {
        hint: "goldloop run --resume   or run the target by exec",
      },
    );
    if (argv.includes("--json")) writeSync(1, `${JSON.stringify(failureDocument(error))}\n`);
    else writeSync(2, formatFailure(error, process.cwd(), false));
    process.exitCode = error.exitCode;
  };
  process.once("exit", cutShort);
  const environment = readEnvironment();
  const context: Context = {
    stdout: outputOf(process.stdout, results),
    stderr: outputOf(process.stderr, remarks),
    ask: process.stdin.isTTY && process.stdout.isTTY && !environment.ci ? question : undefined,
    keys: (piped) =>
      piped || (process.stdin.isTTY && process.stderr.isTTY && !environment.ci) ? keysOf(process.stdin) : undefined,
    environment,
    directory: process.cwd(),
    signal: stop.signal,
    version: readVersion(),
  };
  const code = await execute(argv, context);
  process.off("exit", cutShort);
  for (const error of strays.slice(0, 5)) context.stderr.write(`! nobody caught: ${messageOf(error)}\n`);
  process.stdout.write = results;
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  return strays.length > 0 && code === 0 ? 3 : code;
}

/** Runs the command line in a given context. */
export async function execute(argv: readonly string[], context: Context): Promise<number> {
  let code = 0;
  try {
    const program = createProgram(argv, context, (exit) => {
      code = exit;
    });
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return fail(error, argv, context);
  }
}

function fail(error: unknown, argv: readonly string[], context: Context): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const known = error instanceof CommanderError ? usageError(error) : error;
  if (argv.includes("--json") || isOn(context.environment.variables["GOLDLOOP_JSON"])) {
    context.stdout.write(`${JSON.stringify(failureDocument(known))}\n`);
  } else {
    context.stderr.write(formatFailure(known, context.directory, hasColor(context.stderr, context.environment)));
  }
  return known instanceof GoldloopError ? known.exitCode : 3;
}

function usageError(error: CommanderError): GoldloopError {
  const help = `${error instanceof ArgumentMistake ? error.command : "goldloop"} --help`;
  if (error.code === "commander.help") return new UsageError("usage", "a command is missing", { hint: help });
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const hints = rest.map((line) => line.trim().replace(/^\(|\)$/g, "")).filter((line) => line !== "");
  return new UsageError("usage", first, { hint: [...hints, help].join("\n") });
}

class UsageError extends GoldloopError {
  override readonly exitCode = 2;
}

function outputOf(stream: NodeJS.WriteStream, write: (text: string) => boolean): Output {
  return {
    write: (text) => void write(text),
    isTerminal: stream.isTTY,
    get columns() {
      return stream.columns ?? 100;
    },
  };
}

async function question(text: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(text);
  } finally {
    lines.close();
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write("", () => resolve());
  });
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
