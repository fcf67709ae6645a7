import { findProject, loadConfig, loadPolicy } from "../config/index.ts";
import { git, GitError } from "../dataset/index.ts";
import { reporters, verdictReporters } from "../report/index.ts";
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

/** By command: what its `--reporter` takes. */
const reportersOf = {
  run: reporters.map(({ name }) => name),
  gate: verdictReporters.map(({ name }) => name),
};

const lists: Record<ValueList, (directory: string) => Promise<string[]>> = {
  suites: suiteNames,
  runs: runNames,
  stages: stageNames,
  baselines: async (directory) => ["approved", ...(await runNames(directory)), ...(await refNames(directory))],
  refs: refNames,
};

/** Prints the completion script of a shell. */
export async function scriptCommand(shell: Shell, call: Call, context: Context): Promise<number> {
  const program = createProgram([], context, () => undefined);
  const script = writers[shell](completionTree(program, reportersOf));
  if (call.json) context.stdout.write(`${JSON.stringify({ schema: "goldloop/completion/v1", shell, script })}\n`);
  else context.stdout.write(script);
  return 0;
}

/** Prints the names that a script offers, one a line; nothing where there is no project. */
export async function listCommand(list: ValueList, call: Call, context: Context): Promise<number> {
  const names = await lists[list](context.directory);
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

/** Stages of the working tree's policy; none where there is no policy. */
async function stageNames(directory: string): Promise<string[]> {
  return Object.keys((await loadPolicy(findProject(directory).directory))?.stages ?? {});
}

/** A remote's HEAD is a pointer to one of the others, and left out. */
const refFormat = "--format=%(if)%(symref)%(then)%(else)%(refname:short)%(end)";

/** Branches, those of remotes, and tags; none outside of git. */
async function refNames(directory: string): Promise<string[]> {
  try {
    const found = await git(directory, "for-each-ref", refFormat, "refs/heads", "refs/remotes", "refs/tags");
    return found
      .toString("utf8")
      .split("\n")
      .filter((name) => name !== "");
  } catch (error) {
    if (error instanceof GitError) return [];
    throw error;
  }
}
