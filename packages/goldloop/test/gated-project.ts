import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { AcceptanceUse, RuleVerdict, VerdictDocument } from "../src/gate/index.ts";
import { project, type Project } from "./project.ts";
import { repositoryIn, type Repository } from "./repository.ts";

/** A decision as machines and as people read it, of one call. */
export interface Judged {
  code: number | null;
  value: VerdictDocument;
  /** What a person reads. */
  text: string;
}

/** A pinned project under a policy, in a repository without a commit. */
export interface Gated extends Project, Pick<Repository, "git" | "commit"> {
  lock(): Promise<void>;
  /** Runs the suites; returns the run's id. */
  run(env?: Record<string, string>, ...more: string[]): Promise<string>;
  gate(...args: string[]): Promise<Judged>;
}

/** Gives its input back, except where the variable BROKEN has the input. */
export const echo = `export default (input) => ((process.env.BROKEN ?? "").split(",").includes(input) ? "no" : input);
`;

/** Makes a project, puts it into a repository and pins it. The policy is written as JSON, which is YAML. */
export async function gated(files: Record<string, unknown>): Promise<Gated> {
  const given = project(files);
  const { git, commit } = repositoryIn(given.dir, { ".gitignore": ".goldloop\nnode_modules\nverdict.json\n" });
  const lock = async (): Promise<void> => {
    const { code, stderr } = await given.goldloop(["lock"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  };
  const run: Gated["run"] = async (env = {}, ...more) => {
    const { code, value } = await given.json(["run", ...more], { env });
    expect(code, JSON.stringify(value)).toBe(0);
    return value["id"];
  };
  const gate: Gated["gate"] = async (...args) => {
    const reporters = ["--reporter", "terminal", "--reporter", "json=verdict.json"];
    const { code, stdout, stderr } = await given.goldloop(["gate", ...args, ...reporters]);
    if (stdout === "") throw new Error(`no verdict (exit ${code}):\n${stderr}`);
    return { code, value: JSON.parse(readFileSync(join(given.dir, "verdict.json"), "utf8")), text: stdout };
  };
  await lock();
  return { ...given, git, commit, lock, run, gate };
}

/** The rules of a gate. */
export function rulesOf({ value }: Judged, gate: string): RuleVerdict[] {
  return value.gates.find(({ name }) => name === gate)?.rules ?? [];
}

/** The first rule of a gate that has this text, or simply the first. */
export function ruleOf(judged: Judged, gate: string, text?: string): RuleVerdict {
  const found = rulesOf(judged, gate).find(({ rule }) => text === undefined || rule === text);
  if (found === undefined) throw new Error(`no rule ${text ?? ""} of gate ${gate}:\n${judged.text}`);
  return found;
}

/** What became of the only acceptance. */
export function acceptanceOf({ value }: Judged): AcceptanceUse {
  const [use, ...more] = value.acceptances;
  if (use === undefined || more.length > 0) throw new Error(`${value.acceptances.length} acceptances`);
  return use;
}
