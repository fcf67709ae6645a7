import { InputError } from "../error/index.ts";
import { exitCodeOf } from "../gate/index.ts";
import { checkStage, defaultBaseRef, type Decided } from "../release/index.ts";
import { renderReport, renderVerdict, verdictReporters } from "../report/index.ts";
import type { RunSet, StoredRun } from "../run/index.ts";
import type { Context } from "./context.ts";
import { decide, timeOf, type GateFlags } from "./gate-command.ts";
import type { Project } from "./project.ts";
import { report, writeReports, type ReporterChoice, type ReportPlace } from "./reporting.ts";

/** What `goldloop run --stage` judges and reports. */
interface Measured {
  runs: readonly StoredRun[];
  set: RunSet | undefined;
  reporters: readonly ReporterChoice[];
  place: ReportPlace;
  /** The exit code of the measurement alone. */
  measured: 0 | 3;
}

/** Finds what keeps the stage from being judged before anything is run: no policy, an unknown stage or base, no time, two outputs. */
export async function checkGate(
  flags: GateFlags,
  reporters: readonly ReporterChoice[],
  { config }: Project,
  context: Context,
): Promise<void> {
  timeOf(flags.at);
  const printed = reporters.find(({ file }) => file === undefined)?.name;
  if (printed !== undefined && printed !== "json" && !verdictReporters.some(({ name }) => name === printed)) {
    throw new InputError("no-verdict-format", `--reporter ${printed} has no form for the verdict that --stage adds`, {
      hint: `--reporter ${printed}=FILE`,
    });
  }
  const baseRef = flags.baseRef ?? defaultBaseRef(context.environment.variables);
  await checkStage(config.directory, { policy: flags.policy, stage: flags.stage, baseRef });
}

/** Reports runs, judges them and reports the verdict. The exit code is the decision's, unless that allows what was not measured. */
export async function reportAndGate(
  { runs, set, reporters, place, measured }: Measured,
  flags: GateFlags,
  project: Project,
  context: Context,
): Promise<number> {
  // The document of the run with the verdict in it, whichever way it was asked for.
  if (place.json || reporters.some(({ name, file }) => name === "json" && file === undefined)) {
    const decided = await decide(runs, flags, project, context);
    context.stdout.write(`${JSON.stringify({ ...(await summaryOf(runs, set, place)), gate: decided.verdict })}\n`);
    await report(runs, set, filesOf(reporters), place);
    return exitCode(decided, measured);
  }
  await report(runs, set, reporters, { ...place, judged: true });
  const decided = await decide(runs, flags, project, context);
  const printed = reporters.find(({ file }) => file === undefined)?.name ?? "terminal";
  if (printed !== "terminal") context.stdout.write("\n");
  const known = verdictReporters.some(({ name }) => name === printed);
  const choice = { name: known ? printed : "terminal", file: undefined };
  await writeReports([choice], (name, options) => renderVerdict(name, { ...decided, options }), place);
  return exitCode(decided, measured);
}

function exitCode({ verdict }: Decided, measured: 0 | 3): number {
  const decision = exitCodeOf(verdict);
  return decision === 0 ? measured : decision;
}

function filesOf(reporters: readonly ReporterChoice[]): ReporterChoice[] {
  return reporters.filter(({ file }) => file !== undefined);
}

/** The document that `goldloop run --json` prints by itself. */
async function summaryOf(
  runs: readonly StoredRun[],
  set: RunSet | undefined,
  { directory }: ReportPlace,
): Promise<Record<string, unknown>> {
  let text = "";
  const options = { color: false, width: 100, directory };
  for await (const part of renderReport("json", { runs, setId: set?.id, options })) text += part;
  return JSON.parse(text) as Record<string, unknown>;
}
