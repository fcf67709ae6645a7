import { dirname } from "node:path";
import { styleText } from "node:util";
import type { Json } from "../digest/index.ts";
import type { Answers, Catch, Look, Scaffold, Written } from "../init/index.ts";
import type { RunRecord } from "../run/index.ts";
import type { Output } from "./context.ts";

const languages: Record<Look["language"], string> = {
  typescript: "TypeScript",
  javascript: "JavaScript",
  python: "Python",
  none: "no project yet, so the target is plain JavaScript",
};

/** What `goldloop init` says while it goes on; nothing with `--json`. */
export class InitText {
  readonly #output: Output;
  readonly #color: boolean;
  readonly #silent: boolean;

  constructor(output: Output, color: boolean, silent: boolean) {
    this.#output = output;
    this.#color = color;
    this.#silent = silent;
  }

  look({ language, frameworks }: Look): void {
    const names = [languages[language], ...frameworks.map(({ name }) => name)];
    this.#print(`Found  ${names.join(", ")}`, "");
  }

  files({ written, changed, leftAlone }: Written, scaffold: Scaffold): void {
    const widest = Math.max(...[...written, ...changed, ...leftAlone].map((path) => path.length));
    const line = (path: string, note: string): string => `  ${path.padEnd(widest)}  ${this.#paint("dim", note)}`;
    this.#print(
      "Wrote",
      ...written.map((path) => line(path, noteOn(path, scaffold))),
      ...changed.map((path) => line(path, "one line more: .goldloop/")),
    );
    if (leftAlone.length > 0) this.#print("Left alone, they were there", ...leftAlone.map((path) => line(path, "")));
    this.#print("");
  }

  run({ examples, passed, failed, errors, durationMs, pinned }: RunRecord, { name, target }: Answers): void {
    const green = failed === 0 && errors === 0;
    const mark = green ? this.#paint("green", "✓") : this.#paint("red", "✗");
    const said = green ? "pass" : `pass, ${failed} fail, ${errors} could not be measured`;
    const key = target === "http" ? "" : ", no key needed";
    this.#print(
      `${mark} ${name}  ${passed} of ${examples} examples ${said}  ${(durationMs / 1000).toFixed(1)} s${key}${pinned ? ", pinned" : ""}`,
    );
    if (!green) this.#print("    goldloop view latest");
    this.#print("");
  }

  baseline(file: string, owner: string): void {
    this.#print(
      `${this.#paint("green", "✓")} baseline  ${dirname(file)}, approved by ${owner}: what later runs are compared with`,
      "",
    );
  }

  notMeasured(problem: string): void {
    this.#print(
      `${this.#paint("red", "✗")} ${problem}`,
      "    Start it, correct target in goldloop.yaml if it takes questions in another form, then   goldloop run",
      "",
    );
  }

  caught({ bug, failing, examples }: Catch, { target }: Answers): void {
    const whose = target === "http" ? "an endpoint on this machine" : "a copy";
    this.#print(`The same suite over ${whose} with one bug: ${bug}`, "");
    for (const { id, tags, input, expected, output, scorers } of failing) {
      const notes = tags.length === 0 ? "" : `  ${this.#paint("dim", tags.join(", "))}`;
      this.#print(`${this.#paint("red", "✗")} ${id}  ${scorers.map(({ name }) => name).join(", ")}${notes}`);
      this.#print(`    ${"input".padEnd(10)}${short(input)}`);
      if (expected !== undefined) this.#print(`    ${"expected".padEnd(10)}contains ${JSON.stringify(expected)}`);
      this.#print(`    ${"got".padEnd(10)}${short(output)}`);
      if (expected === undefined)
        this.#print(`    ${"why".padEnd(10)}${scorers.map(({ reason }) => reason).join("; ")}`);
    }
    const verdict =
      failing.length === 0
        ? this.#paint("red", "Not caught: no example failed.")
        : this.#paint(
            "bold",
            `Caught: ${failing.length} of ${examples} examples ${failing.length === 1 ? "fails" : "fail"}.`,
          );
    this.#print("", `${verdict} The ${target === "http" ? "endpoint" : "copy"} is gone again.`, "");
  }

  next(look: Look, { target, dataset }: Scaffold, problem: string | undefined): void {
    const lines: [string, string][] = [];
    if (look.packageManager !== undefined && !look.hasGoldloop)
      lines.push([
        "install",
        `${look.packageManager === "npm" ? "npm install -D" : `${look.packageManager} add -D`} goldloop`,
      ]);
    if (target !== undefined) lines.push(["your app", `call it in ${target.path}`]);
    lines.push(["examples", `${dataset}, then   goldloop lock`]);
    lines.push(["measure", "goldloop run"]);
    if (problem === undefined) lines.push(["judge", "goldloop gate"]);
    if (problem === undefined) lines.push(["look", "goldloop view latest"]);
    for (const [index, [name, text]] of lines.entries())
      this.#print(`${index === 0 ? "Next" : "    "}  ${name.padEnd(9)} ${text}`);
  }

  #print(...lines: string[]): void {
    if (!this.#silent) this.#output.write(lines.map((line) => `${line.trimEnd()}\n`).join(""));
  }

  #paint(format: "green" | "red" | "dim" | "bold", text: string): string {
    return this.#color ? styleText(format, text, { validateStream: false }) : text;
  }
}

function noteOn(path: string, { target, dataset, answers, examples }: Scaffold): string {
  if (path === "goldloop.yaml") return `the suite "${answers.name}": dataset, target, scorers`;
  if (path === "goldloop.policy.yaml") return "what a release must show";
  if (path === "goldloop.lock") return "pins what exactly is evaluated";
  if (path === dataset) {
    const critical = examples.filter(({ tags }) => tags?.includes("critical")).length;
    return `${examples.length} examples, ${critical} of them critical`;
  }
  if (path === target?.path) return "what is tested: call your app here";
  if (path.endsWith(".github/workflows/goldloop.yml")) return "runs and gates the suite on every pull request";
  return "git leaves .goldloop/ alone";
}

function short(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

interface InitOutcome {
  directory: string;
  look: Look;
  answers: Answers;
  files: Written;
  run: RunRecord | undefined;
  caught: Catch;
  problem: string | undefined;
}

/** What `goldloop init --json` prints. */
export function initDocument({
  directory,
  look,
  answers,
  files,
  run,
  caught,
  problem,
}: InitOutcome): Record<string, unknown> {
  const { target, name, dir, url } = answers;
  return {
    schema: "goldloop/init/v1",
    dir: directory,
    language: look.language,
    frameworks: look.frameworks.map((framework) => framework.name),
    answers: { target, name, dir, url: target === "http" ? url : null },
    written: files.written,
    changed: files.changed,
    leftAlone: files.leftAlone,
    problem: problem ?? null,
    run:
      run === undefined
        ? null
        : {
            id: run.id,
            examples: run.examples,
            passed: run.passed,
            failed: run.failed,
            errors: run.errors,
            pinned: run.pinned,
            status: run.status,
          },
    caught: { bug: caught.bug, examples: caught.examples, failing: caught.failing },
  };
}
