import { existsSync } from "node:fs";
import { join } from "node:path";
import { policyFileName } from "../config/index.ts";
import type { RunRecord } from "../run/index.ts";
import type { FailedExample } from "./failures.ts";
import { count } from "./figures.ts";
import { canBeTyped, shellWord } from "./shell-word.ts";
import { padTo } from "./width.ts";

export interface FailedRun {
  record: RunRecord;
  failures: readonly FailedExample[];
}

/** The last lines: what this was, in one sentence, and what to type next. Plain text. `directory` is the project's folder: runs are judged where it has a policy. */
export function footerLines(runs: readonly FailedRun[], directory?: string): string[] {
  const next = nextCommands(runs);
  const hasPolicy = directory !== undefined && existsSync(join(directory, policyFileName));
  if (hasPolicy) next.push(["judge", "goldloop gate"]);
  const columns = Math.max(...next.map(([label]) => label.length));
  return [sentence(runs), ...next.map(([label, command]) => `  ${padTo(label, columns)}  ${command}`)];
}

function sentence(runs: readonly FailedRun[]): string {
  const failures = runs.flatMap((run) => run.failures);
  const failed = failures.filter((failure) => failure.failed > 0).length;
  const flaky = failures.filter((failure) => failure.flaky).length;
  const broken = failures.filter((failure) => failure.errors > 0).length;
  const parts = [
    failed === 0
      ? "No example failed."
      : `${count(failed, "example")} failed${flaky > 0 ? `, ${flaky === failed ? (flaky === 1 ? "and it is flaky" : "all flaky") : `${flaky} of them flaky`}` : ""}.`,
    broken === 0 ? "" : `${count(broken, "example")} could not be measured.`,
    runs.some(({ record }) => record.status === "incomplete") ? "The run is incomplete: no gate accepts it." : "",
  ];
  return ["Measured, not judged.", ...parts].filter((part) => part !== "").join(" ");
}

function nextCommands(runs: readonly FailedRun[]): [string, string][] {
  const [first] = runs;
  if (first === undefined) return [];
  const name = runs.length === 1 ? "latest" : first.record.id;
  const commands: [string, string][] = [["look", `goldloop view ${name}`]];
  const again = runs.find(({ failures }) => failures.some(canBeFixed));
  const failing = again?.failures.find(canBeFixed);
  if (again !== undefined && failing !== undefined)
    commands.push(["fix", `goldloop run ${again.record.suite} --filter ${shellWord(failing.id)} --watch`]);
  const broken = runs.find(({ record }) => record.status === "incomplete" || record.errors > 0);
  if (broken !== undefined)
    commands.push(["resume", `goldloop run --resume ${runs.length === 1 ? "latest" : broken.record.id}`]);
  if (runs.some(({ record }) => !record.pinned)) commands.push(["pin", "goldloop lock"]);
  commands.push(["compare", "goldloop compare latest~1 latest"]);
  return commands;
}

function canBeFixed({ failed, id }: FailedExample): boolean {
  return failed > 0 && canBeTyped(id);
}
