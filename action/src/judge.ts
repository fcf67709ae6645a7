import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VerdictDocument } from "../../packages/goldloop/src/gate/index.ts";
import { type Ended, execute, type Program } from "./command.ts";
import type { Inputs } from "./inputs.ts";

/** What the gates said, with the reports as text. */
export interface Judged {
  decision: "allow" | "block";
  verdict: VerdictDocument["verdict"];
  markdown: string;
  /** Workflow commands, and the summary where no line is read as one. */
  annotations: string;
}

/** Why there is no verdict. */
export interface NotMeasured {
  reason: string;
  hint: string;
}

/** The outcome, and the folder with the reports. */
export interface Outcome {
  folder: string;
  result: Judged | NotMeasured;
}

const reports = {
  json: "verdict.json",
  markdown: "verdict.md",
  junit: "verdict.xml",
  github: "annotations.txt",
};

/**
 * Runs the suites, unless runs are named, and judges them. What goldloop does not state in a document, with an exit code
 * that agrees with it, counts as not measured.
 */
export async function judge(
  goldloop: Program,
  inputs: Inputs,
  baseRef: string | null,
  options: { log: (text: string) => void; temporary: string | undefined },
): Promise<Outcome> {
  // A folder of its own: no report of an earlier step can be taken for this one's.
  const folder = mkdtempSync(join(options.temporary ?? tmpdir(), "goldloop-"));
  const config = inputs.config === "" ? [] : ["--config", inputs.config];
  const process = { directory: inputs.directory, log: options.log, keep: true };
  let runs = inputs.runs;
  if (runs.length === 0) {
    const ran = await execute(goldloop, ["run", ...inputs.suites, "--json", ...config], process);
    const found = runsOf(ran);
    if (!Array.isArray(found)) return { folder, result: found };
    runs = found;
  }
  const ended = await execute(
    goldloop,
    [
      "gate",
      "--stage",
      inputs.stage,
      ...config,
      ...runs.flatMap((run) => ["--run", run]),
      ...(inputs.baseline === "" ? [] : ["--baseline", inputs.baseline]),
      ...(baseRef === null ? [] : ["--base-ref", baseRef]),
      ...Object.entries(reports).flatMap(([name, report]) => ["--reporter", `${name}=${join(folder, report)}`]),
    ],
    { ...process, keep: false },
  );
  return { folder, result: readVerdict(folder, ended) };
}

// Exit code 3: something could not be measured, and the gates say what. Anything else but 0 leaves nothing to judge.
function runsOf({ code, stdout }: Ended): string[] | NotMeasured {
  const document = parse(stdout);
  if (code === 0 || code === 3) {
    const runs = listOf(document["runs"]) ?? [document];
    const dirs = runs.flatMap((run) => (isObject(run) && typeof run["dir"] === "string" ? [run["dir"]] : []));
    if (dirs.length > 0 && dirs.length === runs.length) return dirs;
  }
  return failure(`goldloop run ended with exit code ${code ?? "none"}`, document);
}

function readVerdict(folder: string, { code }: Ended): Judged | NotMeasured {
  const broken = failure(`goldloop gate ended with exit code ${code ?? "none"} and no verdict`, {});
  try {
    const document = parse(readFileSync(join(folder, reports.json), "utf8"));
    const { verdict, decision, schema } = document;
    if (schema !== "goldloop/verdict/v1") return broken;
    if (verdict !== "pass" && verdict !== "fail" && verdict !== "inconclusive") return broken;
    // The exit code is the decision; a document that says otherwise is not believed.
    if ((code === 0) !== (decision === "allow") || (decision !== "allow" && decision !== "block")) return broken;
    const text = (name: string) => readFileSync(join(folder, name), "utf8");
    return { decision, verdict, markdown: text(reports.markdown), annotations: text(reports.github) };
  } catch {
    return broken;
  }
}

function failure(what: string, document: Record<string, unknown>): NotMeasured {
  const { error, hint } = document;
  return {
    reason: typeof error === "string" ? `${what}: ${error}` : what,
    hint: typeof hint === "string" ? hint : "",
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}
