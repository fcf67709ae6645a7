import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { configFileNames, lockFileName, policyFileName } from "../config/index.ts";
import type { Example } from "../dataset/index.ts";
import type { JsonObject } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { Answers } from "./answers.ts";
import { configFile } from "./config-file.ts";
import type { EndpointForm } from "./endpoint.ts";
import type { Look } from "./look.ts";
import { policyFile } from "./policy-file.ts";
import { endpointExamples, starterExamples } from "./starter.ts";
import { moduleTarget, nodeProgramTarget, pythonTarget, type TargetFile } from "./target-file.ts";
import { workflowPath, workflowText } from "./workflow.ts";

/** A working eval, not written yet. Paths are from the project's folder. */
export interface Scaffold {
  answers: Answers;
  /** Undefined for an endpoint. */
  target: TargetFile | undefined;
  /** goldloop.yaml's target. */
  targetSpec: JsonObject;
  dataset: string;
  examples: readonly Example[];
  /** What the eval is made of: none of these may be there already. */
  needed: ReadonlyMap<string, string>;
  /** What helps: left alone where it is there already. */
  helpful: ReadonlyMap<string, string>;
}

/** What was written. */
export interface Written {
  written: string[];
  /** Files that got a line more. */
  changed: string[];
  leftAlone: string[];
}

/** Plans the files of an eval. `form` is how the endpoint is asked. */
export function planScaffold(look: Look, answers: Answers, form: EndpointForm | undefined, version: string): Scaffold {
  const { name, dir } = answers;
  const { target, targetSpec } = targetOf(look, answers, form);
  const dataset = `${dir}/datasets/${name}.jsonl`;
  const examples = answers.target === "http" ? endpointExamples : starterExamples;
  return {
    answers,
    target,
    targetSpec,
    dataset,
    examples,
    needed: new Map([
      ["goldloop.yaml", configFile(answers, targetSpec)],
      [policyFileName, policyFile(answers, hasHistory(look))],
      [dataset, examples.map((example) => `${JSON.stringify(example)}\n`).join("")],
      ...(target === undefined ? [] : [[target.path, target.text] as const]),
    ]),
    helpful: new Map([[workflowPath(look), workflowText(look, version)]]),
  };
}

function targetOf(
  look: Look,
  { target: kind, url, dir }: Answers,
  form: EndpointForm | undefined,
): { target: TargetFile | undefined; targetSpec: JsonObject } {
  if (kind === "http") {
    const { body, output } = form ?? { body: { input: "{{input}}" }, output: undefined };
    return { target: undefined, targetSpec: { http: { url, body, ...(output === undefined ? {} : { output }) } } };
  }
  if (kind === "module") {
    const target = moduleTarget(look, dir);
    return { target, targetSpec: { module: `./${target.path}` } };
  }
  const python = pythonCommand();
  if (look.language === "python" && python === undefined) {
    throw new InputError("no-python", "this is a Python project, but neither python3 nor python runs here", {
      hint: "install Python, or   goldloop init --target module",
    });
  }
  // A Node project's program is one in Node, unless nothing says what language it is.
  if (python === undefined || look.packageManager !== undefined) {
    const target = nodeProgramTarget(dir);
    return { target, targetSpec: { exec: ["node", target.path] } };
  }
  const target = pythonTarget(look, dir);
  return { target, targetSpec: { exec: [python, target.path] } };
}

function hasHistory({ directory, gitRoot }: Look): boolean {
  if (gitRoot === undefined) return false;
  return (
    spawnSync("git", ["rev-parse", "--verify", "--quiet", "HEAD"], { cwd: directory, stdio: "ignore" }).status === 0
  );
}

function pythonCommand(): string | undefined {
  return ["python3", "python"].find((command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0);
}

/** Throws InputError `config-exists` where the folder has a configuration already. */
export function refuseConfigured(directory: string): void {
  const config = configFileNames.find((name) => existsSync(join(directory, name)));
  if (config === undefined) return;
  throw new InputError("config-exists", `there is already a ${config}; nothing was written`, {
    location: { file: join(directory, config) },
    hint: "goldloop run      measures what it names\ngoldloop doctor   says whether anything is missing",
  });
}

/**
 * Writes a scaffold. Throws InputError, before anything is written, where the folder has a configuration already
 * (`config-exists`) or a file that the eval would need to be another (`file-exists`).
 */
export async function writeScaffold(directory: string, scaffold: Scaffold): Promise<Written> {
  refuseConfigured(directory);
  const there = [...scaffold.needed.keys(), lockFileName].filter((path) => existsSync(join(directory, path)));
  if (there.length > 0) {
    throw new InputError(
      "file-exists",
      `${there.join(", ")} ${there.length === 1 ? "is" : "are"} already there; nothing was written`,
      {
        location: { file: join(directory, there[0] ?? "") },
        hint: "goldloop init --name another --dir another-folder",
      },
    );
  }
  const result: Written = { written: [], changed: [], leftAlone: [] };
  for (const [path, text] of scaffold.needed) {
    await put(join(directory, path), text);
    result.written.push(path);
  }
  for (const [path, text] of scaffold.helpful) {
    if (existsSync(join(directory, path))) result.leftAlone.push(path);
    else {
      await put(join(directory, path), text);
      result.written.push(path);
    }
  }
  const ignored = await ignoreRuns(join(directory, ".gitignore"));
  if (ignored !== undefined) result[ignored].push(".gitignore");
  return result;
}

/** Sees to it that git ignores `.goldloop/`; undefined when it does already. */
async function ignoreRuns(file: string): Promise<"written" | "changed" | undefined> {
  const before = existsSync(file) ? await readFile(file, "utf8") : undefined;
  if (before?.split(/\r?\n/).some((line) => /^(\*\*)?\/?\.goldloop\/?(\*{0,2})$/.test(line.trim()))) return undefined;
  const gap = before === undefined || before === "" || before.endsWith("\n") ? "" : "\n";
  await writeFile(file, `${before ?? ""}${gap}.goldloop/\n`);
  return before === undefined ? "written" : "changed";
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: "wx" });
}
