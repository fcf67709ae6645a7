import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../error/index.ts";
import { exitCodeOf } from "../gate/index.ts";
import {
  decideGates,
  defaultBaseRef,
  lastVerdictFile,
  requireEvidence,
  type Decided,
  type DecideRequest,
} from "../release/index.ts";
import { renderVerdict, verdictReporters } from "../report/index.ts";
import { findRuns, openRun, type StoredRun } from "../run/index.ts";
import { baselineFinder } from "./baseline-finder.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { openProject, type Project } from "./project.ts";
import { parseReporters, writeReports } from "./reporting.ts";

/** The flags that say by what runs are judged. */
export interface GateFlags {
  policy?: string;
  baseline?: string;
  baseRef?: string;
  at?: string;
  stage?: string;
}

/** Judges runs by the policy. The exit code is the decision: 0 allow, 1 blocked, 3 not measured, 4 inconclusive. */
export async function gateCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as GateFlags & { run?: string[]; reporter?: string[]; all?: boolean; selfTest?: boolean };
  const reporters = parseReporters(
    flags.reporter ?? [],
    call.json,
    verdictReporters.map(({ name }) => name),
  );
  const project = await openProject(context, call.flags, { cache: true });
  try {
    const runs = await runsOf(flags.run ?? ["latest"], project, context);
    if (flags.selfTest === true) {
      const { selfTestCommand } = await import("./self-test-command.ts");
      return await selfTestCommand(runs, flags, project, call, context);
    }
    const decided = await decide(runs, flags, project, context);
    await writeReports(reporters, (name, options) => renderVerdict(name, { ...decided, options }), {
      context,
      directory: project.config.directory,
      json: call.json,
      all: flags.all === true,
      color: hasColor(context.stdout, context.environment),
    });
    return exitCodeOf(decided.verdict);
  } finally {
    await project.models.close();
  }
}

/**
 * Decides about runs and leaves the verdict in `.goldloop/verdict.json`, where `goldloop accept` looks for what failed. With
 * `approving`, suites that are gone from the configuration need no run.
 */
export async function decide(
  runs: readonly StoredRun[],
  flags: GateFlags,
  project: Project,
  context: Context,
  { approving = false }: { approving?: boolean } = {},
): Promise<Decided> {
  const { config } = project;
  const decided = await decideGates({ ...requestOf(runs, flags, project, context), approving });
  if (flags.at !== undefined) decided.verdict.notes.push(`judged as of ${decided.verdict.at}, not of now`);
  const file = join(config.directory, lastVerdictFile);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(decided.verdict)}\n`);
  return decided;
}

/** What is to be decided, from the flags. */
export function requestOf(
  runs: readonly StoredRun[],
  flags: GateFlags,
  project: Project,
  context: Context,
): DecideRequest {
  const { config, models } = project;
  const { variables, ci } = context.environment;
  return {
    config,
    environment: { models, variables },
    runs,
    policy: flags.policy,
    stage: flags.stage,
    baseline: flags.baseline,
    baseRef: flags.baseRef ?? defaultBaseRef(variables),
    ci,
    now: timeOf(flags.at),
    findBaseline: baselineFinder(project, runs, context),
  };
}

/** The clock that verdicts are made with. Throws InputError `no-time`. */
export function timeOf(text: string | undefined): Date {
  if (text === undefined) return new Date();
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InputError("no-time", `--at ${text} is no time`, { hint: "--at 2026-11-24T10:00:00Z" });
}

/** The runs that are named. Throws InputError for ones that are not there or are no evidence. */
export async function runsOf(names: readonly string[], { config }: Project, context: Context): Promise<StoredRun[]> {
  const directories: string[] = [];
  for (const name of names) directories.push(...(await findRuns(config.directory, context.directory, name)));
  const runs = await Promise.all([...new Set(directories)].map(openRun));
  await requireEvidence(runs, new Date());
  return runs;
}
