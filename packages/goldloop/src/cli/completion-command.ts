import { findProject, loadConfig } from "../config/index.ts";
import { reporters } from "../report/index.ts";
import { listRuns } from "../run/index.ts";
import type { Call } from "./command.ts";
import {
  bashScript,
  completionTree,
  fishScript,
  zshScript,
  type CompletionNode,
  type Shell,
  type ValueList,
} from "./completion/index.ts";
import type { Context } from "./context.ts";
import { createProgram } from "./program.ts";

const writers: Record<Shell, (root: CompletionNode) => string> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Prints the completion script of a shell. */
export async function scriptCommand(shell: Shell, call: Call, context: Context): Promise<number> {
  const script = writers[shell](
    completionTree(
      createProgram([], context, () => undefined),
      reporters.map(({ name }) => name),
    ),
  );
  if (call.json) context.stdout.write(`${JSON.stringify({ schema: "goldloop/completion/v1", shell, script })}\n`);
  else context.stdout.write(script);
  return 0;
}

/** Prints the names that a script offers, one a line; nothing where there is no project. */
export async function listCommand(list: ValueList, call: Call, context: Context): Promise<number> {
  const names = list === "suites" ? await suiteNames(context.directory) : await runNames(context.directory);
  if (call.json) context.stdout.write(`${JSON.stringify({ schema: "goldloop/names/v1", [list]: names })}\n`);
  else context.stdout.write(names.map((name) => `${name}\n`).join(""));
  return 0;
}

async function suiteNames(directory: string): Promise<string[]> {
  return [...(await loadConfig(directory)).suites.keys()];
}

async function runNames(directory: string): Promise<string[]> {
  const runs = await listRuns(findProject(directory).directory);
  return runs.length === 0 ? [] : ["latest", ...runs];
}
