import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { glob } from "tinyglobby";
import { z } from "zod";
import type { JsonObject } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { digestOfFiles, importGraph } from "../module/index.ts";
import type { TargetContext, TargetEnvironment } from "./definition.ts";
import { checkProgram } from "./exec-program.ts";
import { interpolate } from "./interpolate.ts";
import { exporterVariables } from "./receiver.ts";

/** Options of the exec target. */
export const execOptions = z.strictObject({
  command: z.union([z.string().min(1), z.array(z.string()).min(1)]).describe("A list, or a text for the shell."),
  mode: z
    .enum(["process", "perExample"])
    .optional()
    .describe("One long-lived process (default), or one for each example."),
  cwd: z.string().optional().describe("Where it starts. Default: the folder of the configuration."),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe("Further variables; may hold ${VARIABLES}, whose values are never recorded."),
  files: z
    .array(z.string())
    .optional()
    .describe(
      "Globs of the code under test, for the target's identity. Files that the command names are in it anyway.",
    ),
});
export type ExecOptions = z.output<typeof execOptions>;

/** The variables that the process starts with. Throws an InputError (`missing-variable`). */
export function environmentOf(options: ExecOptions, environment: TargetEnvironment): Record<string, string> {
  const inherited = Object.entries(environment.variables).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const own = Object.entries(options.env ?? {}).map(
    ([name, value]) => [name, interpolate(value, environment.variables, `env ${name}`)] as const,
  );
  const exporter = environment.otlpEndpoint === undefined ? {} : exporterVariables(environment.otlpEndpoint);
  return { ...Object.fromEntries(inherited), ...exporter, ...Object.fromEntries(own) };
}

/** The same for a process that serves one call: spans of SDKs that read TRACEPARENT join the call's trace. */
export function environmentForCall(base: Record<string, string>, context: TargetContext): Record<string, string> {
  return { ...base, TRACEPARENT: context.traceparent };
}

/** The folder that the process starts in. Throws an InputError (`no-folder`). */
export function folderOf(options: ExecOptions, environment: TargetEnvironment): string {
  const folder = resolve(environment.directory, options.cwd ?? ".");
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new InputError("no-folder", `cwd ${options.cwd} is no folder`, {
    location: { file: folder },
    hint: "correct cwd",
  });
}

/**
 * Command and settings as written, with the digests of the files that the command and `files` name. Throws InputError:
 * `no-folder`, `no-program`, `no-match`.
 */
export async function describeExec(options: ExecOptions, environment: TargetEnvironment): Promise<JsonObject> {
  const folder = folderOf(options, environment);
  const words = typeof options.command === "string" ? (options.command.match(/[^\s"';|&<>]+/g) ?? []) : options.command;
  const named = words
    .map((word) => resolve(folder, word))
    .filter((path) => existsSync(path) && statSync(path).isFile());
  // interpreters given by their path belong to the machine
  const own = named.filter((path) => path.startsWith(environment.directory) || path.startsWith(folder));
  const graphs = await Promise.all(
    own.map((path) => (/\.[cm]?[jt]sx?$/.test(path) ? importGraph(path) : Promise.resolve([path]))),
  );
  const matched = await Promise.all((options.files ?? []).map((pattern) => matches(pattern, environment.directory)));
  const files = [...new Set([...graphs.flat(), ...matched.flat()])];
  checkProgram(options.command, folder, environmentOf(options, environment));
  return {
    command: options.command,
    mode: options.mode ?? "process",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    files: await digestOfFiles(files, environment.directory),
  };
}

async function matches(pattern: string, directory: string): Promise<string[]> {
  const found = await glob(pattern, {
    cwd: directory,
    absolute: true,
    expandDirectories: true,
    // what an interpreter compiles while the program runs is no code under test
    ignore: ["**/node_modules/**", "**/__pycache__/**"],
  });
  if (found.length > 0) return found.map((path) => resolve(path));
  throw new InputError("no-match", `files: ${pattern} matches nothing in ${directory}`, { hint: "correct the glob" });
}
