import { execFile } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "./project.ts";

const run = promisify(execFile);

let directory: string;
let script: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-completion-"));
  script = (await run(process.execPath, [cli, "completion", "bash"], { cwd: directory })).stdout;
  await writeFile(join(directory, "goldloop"), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, {
    mode: 0o755,
  });
  await mkdir(join(directory, "reports"));
  await writeFile(join(directory, "people.jsonl"), '{"id":"a","input":"Hi"}\n');
  await writeFile(
    join(directory, "goldloop.policy.yaml"),
    [
      "version: 1",
      "gates: { critical: { require: [passRate == 100%] } }",
      "stages: { pull-request: { gates: all }, pre-prod: { gates: all } }",
      "",
    ].join("\n"),
  );
  const author = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com"];
  await run("git", ["init", "--quiet", "--initial-branch", "main"], { cwd: directory });
  await run("git", [...author, "commit", "--quiet", "--allow-empty", "--message", "Start"], { cwd: directory });
  await run("git", ["tag", "release-1"], { cwd: directory });
  await writeFile(
    join(directory, "goldloop.yaml"),
    [
      "version: 1",
      "suites:",
      ...["support", "sales/eu"].flatMap((name) => [
        `  ${name}:`,
        "    dataset: people.jsonl",
        "    target: { module: ./app.mjs }",
        "    scorers: [{ contains: Hi }]",
      ]),
      "",
    ].join("\n"),
  );
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** What bash offers after these words; the last one is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const program = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _goldloop; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run("bash", ["--norc", "-c", program, "bash", "./goldloop", ...words], { cwd: directory });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .toSorted();
}

describe("completion in bash", () => {
  it("offers the commands", async () => {
    expect(await offered("")).toEqual(
      expect.arrayContaining(["compare", "completion", "dataset", "doctor", "import", "init", "lock", "run", "view"]),
    );
    expect(await offered("co")).toEqual(["compare", "completion"]);
  });

  it("offers subcommands where there are some", async () => {
    expect(await offered("completion", "")).toEqual([
      "baselines",
      "bash",
      "fish",
      "refs",
      "runs",
      "stages",
      "suites",
      "zsh",
    ]);
    expect(await offered("import", "p")).toEqual(["promptfoo"]);
  });

  it("offers the flags of the command that was typed, not those of others", async () => {
    expect(await offered("run", "--max")).toEqual(["--max-cost"]);
    expect(await offered("lock", "--max")).toEqual([]);
    expect(await offered("run", "merge", "--o")).toEqual(["--out"]);
    expect(await offered("run", "--json", "--sp")).toEqual(["--split"]);
  });

  it("offers the suites of the project, runs and merge after run", async () => {
    expect(await offered("run", "s")).toEqual(["sales/eu", "support"]);
    expect(await offered("run", "")).toEqual(["merge", "sales/eu", "support"]);
  });

  it("offers what a flag takes: reporters, files, folders, nothing for a number", async () => {
    expect(await offered("run", "--reporter", "j")).toEqual(["json", "jsonl", "junit"]);
    expect(await offered("run", "--reporter", "=", "ju")).toEqual(["junit"]);
    expect(await offered("run", "--replay", "peo")).toEqual(["people.jsonl"]);
    expect(await offered("run", "--out", "rep")).toEqual(["reports"]);
    expect(await offered("run", "--trials", "")).toEqual([]);
    expect(await offered("dataset", "export", "support", "--format", "")).toEqual(["csv", "json", "jsonl", "yaml"]);
  });

  it("offers the formats of runs after run, and those of verdicts after gate", async () => {
    expect(await offered("run", "--reporter", "")).toEqual([
      "github",
      "html",
      "json",
      "jsonl",
      "junit",
      "markdown",
      "terminal",
    ]);
    expect(await offered("gate", "--reporter", "")).toEqual(["github", "json", "junit", "markdown", "terminal"]);
  });

  it("offers the stages of the policy", async () => {
    expect(await offered("gate", "--stage", "")).toEqual(["pre-prod", "pull-request"]);
    expect(await offered("run", "--stage", "pu")).toEqual(["pull-request"]);
    expect(await offered("release", "approve", "--stage", "pre")).toEqual(["pre-prod"]);
  });

  it("offers approved, git refs and paths as a baseline, and git refs alone as a base", async () => {
    expect(await offered("gate", "--baseline", "app")).toEqual(["approved"]);
    expect(await offered("gate", "--baseline", "r")).toEqual(["release-1", "reports"]);
    expect(await offered("gate", "--base-ref", "")).toEqual(["main", "release-1"]);
  });

  it("stays silent outside a project", async () => {
    const { stdout } = await run(
      "bash",
      [
        "--norc",
        "-c",
        `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=2; _goldloop; echo "[\${COMPREPLY[*]}]"`,
        "bash",
        join(directory, "goldloop"),
        "run",
        "s",
      ],
      {
        cwd: tmpdir(),
      },
    );
    expect(stdout).toBe("[]\n");
  });
});

describe("completion scripts", () => {
  it.each(["bash", "zsh", "fish"])(
    "prints the script for %s, which its shell parses where it is installed",
    async (shell) => {
      const { stdout } = await run(process.execPath, [cli, "completion", shell, "--json"], { cwd: directory });
      const document = JSON.parse(stdout) as { schema: string; shell: string; script: string };
      expect(document).toMatchObject({ schema: "goldloop/completion/v1", shell });
      const file = join(directory, `script.${shell}`);
      await writeFile(file, document.script);
      const parsed = await run(shell, ["-n", file]).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      expect(parsed?.stderr ?? "").toBe("");
    },
  );

  it("lists suites and runs as JSON too", async () => {
    const { stdout } = await run(process.execPath, [cli, "completion", "suites", "--json"], { cwd: directory });
    expect(JSON.parse(stdout)).toEqual({ schema: "goldloop/names/v1", suites: ["support", "sales/eu"] });
  });
});
