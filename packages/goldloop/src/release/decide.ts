import { dirname, isAbsolute, relative, sep } from "node:path";
import type { Config, Policy, Stage } from "../config/index.ts";
import { InputError, InputErrors, suggestion } from "../error/index.ts";
import {
  judgeGates,
  type Baseline,
  type CheckedAcceptance,
  type GatedRun,
  type GateFault,
  type GateInput,
  type JudgeCalibration,
  type VerdictDocument,
} from "../gate/index.ts";
import { labelledSamples } from "../calibration/index.ts";
import type { StoredRun } from "../run/index.ts";
import { checkAcceptances, type AcceptanceFile } from "./acceptance-check.ts";
import { acceptancesFolder, readAcceptanceFiles } from "./acceptance-files.ts";
import { proposedAcceptances } from "./acceptance-proposals.ts";
import { commitInRange } from "./acceptance-range.ts";
import type { Missing } from "./approved.ts";
import { authorsOf, authorsOfCommit } from "./authors.ts";
import { baseHistory, promotedBefore, type BaseHistory } from "./base-history.ts";
import { shortRef } from "./base-ref.ts";
import { countingApproved, proposedBaseline, type Base } from "./counting-baseline.ts";
import { describeRelease } from "./describe.ts";
import { listAtRef, readAtRef, resolveRef } from "./history.ts";
import { countingPolicy } from "./policy-at.ts";
import { removalsSince } from "./removals.ts";
import { staleRuns } from "./stale.ts";
import { tabulate } from "./tabulate.ts";
import { unrunSuites } from "./unrun.ts";
import type { TargetEnvironment } from "../target/index.ts";

/** What is to be decided, and by what. */
export interface DecideRequest {
  config: Config;
  environment: Omit<TargetEnvironment, "directory">;
  runs: readonly StoredRun[];
  /** A policy file in place of the project's. */
  policy?: string | undefined;
  /** The stage of the policy; the usual one when it is not given. */
  stage?: string | undefined;
  /** A baseline in place of the one that the policy names. */
  baseline?: string | undefined;
  /** The git ref whose policy, acceptances and approved baseline count. */
  baseRef?: string | undefined;
  /** Whether a CI service asks: runs of another state than this one then block. */
  ci: boolean;
  /** The runs are to be approved: suites that are gone from the configuration are left out of `unrun`. */
  approving?: boolean | undefined;
  now: Date;
  /** Finds the baseline of a name: a run, a file or a git ref. `approved` does not come here. */
  findBaseline(name: string, how: { baseRef: string | undefined; isTyped: boolean }): Promise<FoundBaseline | Missing>;
}

/** A baseline with the runs behind it. */
export interface FoundBaseline {
  baseline: Baseline;
  runs: readonly StoredRun[];
}

/** A verdict with the runs that it was made of. */
export interface Decided {
  verdict: VerdictDocument;
  runs: readonly StoredRun[];
  baselineRuns: readonly StoredRun[];
}

/** Everything that a decision follows from, with what nobody decides by. */
export interface Gathered {
  input: GateInput;
  baselineRuns: readonly StoredRun[];
  /** Remarks about the policy that counts. */
  notes: readonly string[];
}

/**
 * Gathers everything that a decision follows from and decides (design 4.5, 4.6, 6). Throws InputError(s) for a policy that does not fit
 * the runs: unknown stages, metrics that nothing produces, selections that match nothing.
 */
export async function decideGates(request: DecideRequest): Promise<Decided> {
  const { input, baselineRuns, notes } = await gatherInput(request);
  const judged = judgeInput(input);
  const { policy } = judged;
  const verdict: VerdictDocument = {
    ...judged,
    policy: { ...policy, file: fromProject(request.config.directory, policy.file) },
    notes: [...notes, ...judged.notes],
  };
  return { verdict, runs: request.runs, baselineRuns };
}

/** A verdict is read on other machines: its paths start from the project's folder. */
function fromProject(directory: string, file: string): string {
  return isAbsolute(file) ? relative(directory, file).split(sep).join("/") : file;
}

/** Gathers everything that a decision follows from. Throws InputError(s) for a faulty policy, an unknown stage or base. */
export async function gatherInput(request: DecideRequest): Promise<Gathered> {
  const { config, runs, now } = request;
  const { directory } = config;
  const ref = request.baseRef === undefined ? undefined : await resolveRef(directory, request.baseRef);
  const counting = await countingPolicy(directory, { explicit: request.policy, ref });
  const { policy } = counting;
  const stage = stageOf(policy, request.stage);
  const base = ref === undefined ? undefined : { ref, name: request.baseRef ?? ref, hasPolicy: counting.ref !== null };
  const { found, notes } = await baselineOf(request, policy, base);
  const accepted = await acceptanceFiles(request, ref);
  const history = await baseHistory(directory, { runs, baseRef: request.baseRef });
  const unrun = await unrunSuites({ config, runs, ref, history });
  const input: GateInput = {
    runs: await Promise.all(runs.map((run) => gatedRun(run, config))),
    policy,
    stage: stage?.name ?? null,
    policyRef: base === undefined || counting.ref === null ? null : shortRef(base.name),
    proposed: counting.proposed,
    baseline: "baseline" in found ? found.baseline : undefined,
    noBaseline: "missing" in found ? { reason: found.missing, hint: found.hint } : undefined,
    removals: await removalsSince({ directory, config, runs, baseRef: request.baseRef }),
    promotedBefore: promotedBefore(history),
    unrun: request.approving === true ? unrun.filter(({ configured }) => configured) : unrun,
    stale: await staleRuns(directory, runs, { blocks: ref !== undefined || request.ci }),
    acceptances: await acceptancesOf(request, policy, accepted.counting),
    authors: await authorsFor(request, history),
    now: now.toISOString(),
  };
  return {
    input,
    baselineRuns: "baseline" in found ? found.runs : [],
    notes: [...counting.notes, ...notes, ...accepted.proposed],
  };
}

/** Judges what was gathered. Throws InputError(s) for a policy that does not fit the runs. */
export function judgeInput(input: GateInput): VerdictDocument {
  const judged = judgeGates(input);
  if ("faults" in judged) throw toErrors(judged.faults);
  return judged.verdict;
}

/** Throws InputError where a stage cannot be judged whatever the runs are: no policy, a faulty one, an unknown stage or base. */
export async function checkStage(
  directory: string,
  given: { policy: string | undefined; stage: string | undefined; baseRef: string | undefined },
): Promise<void> {
  const ref = given.baseRef === undefined ? undefined : await resolveRef(directory, given.baseRef);
  stageOf((await countingPolicy(directory, { explicit: given.policy, ref })).policy, given.stage);
  // A clone that does not reach back to the base is found before anything is spent.
  if (given.baseRef !== undefined) await authorsOf(directory, given.baseRef);
}

/** Who wrote the change since the base, and what was measured. */
async function authorsFor(
  { config, runs, baseRef }: DecideRequest,
  history: BaseHistory | undefined,
): Promise<string[]> {
  const { directory } = config;
  const found = new Set(await authorsOf(directory, baseRef ?? history?.commit ?? "HEAD").catch(noAuthors));
  for (const commit of new Set(runs.flatMap(({ record }) => record.git?.commit ?? []))) {
    for (const address of await authorsOfCommit(directory, commit)) found.add(address);
  }
  return [...found].toSorted();
}

/** Outside of git nobody is known to have written the change; an unknown base is told by what reads the policy. */
function noAuthors(error: unknown): string[] {
  if (error instanceof InputError && error.code === "no-repository") return [];
  throw error;
}

const usualStage = "pull-request";

/** The stage that is named, else the usual one, else the only one; undefined for a policy without stages. */
function stageOf(policy: Policy, name: string | undefined): Stage | undefined {
  const names = Object.keys(policy.stages);
  if (name === undefined && names.length === 0) return undefined;
  const chosen = name ?? (names.includes(usualStage) ? usualStage : names.length === 1 ? names[0] : undefined);
  if (chosen === undefined) {
    throw new InputError("no-stage", `which stage? the policy has ${names.join(", ")}`, {
      hint: `goldloop gate --stage ${names[0]}`,
      location: { file: policy.file },
    });
  }
  const stage = policy.stages[chosen];
  if (stage === undefined) {
    throw new InputError("unknown-stage", `the policy has no stage "${chosen}"${suggestion(chosen, names)}`, {
      location: { file: policy.file },
    });
  }
  if (stage.verify !== undefined || stage.gates.length === 0) {
    throw new InputError(
      "stage-of-evidence",
      `stage "${chosen}" verifies the evidence of other stages: goldloop gate does not judge it`,
      {
        location: stage.location,
        hint: `goldloop gate --stage ${names.find((other) => (policy.stages[other]?.gates.length ?? 0) > 0) ?? usualStage}`,
      },
    );
  }
  return stage;
}

async function baselineOf(
  request: DecideRequest,
  policy: Policy,
  base: Base | undefined,
): Promise<{ found: FoundBaseline | Missing; notes: string[] }> {
  const { baseline } = request;
  const { directory } = request.config;
  const proposed = base === undefined ? [] : await proposedBaseline(directory, base);
  const name = baseline ?? policy.baseline.from;
  if (name !== "approved") {
    const found = await request.findBaseline(name, { baseRef: base?.ref, isTyped: baseline !== undefined });
    return { found, notes: proposed };
  }
  const { found, notes } = await countingApproved(directory, base);
  return { found, notes: [...notes, ...proposed] };
}

async function gatedRun(run: StoredRun, config: Config): Promise<GatedRun> {
  const { record } = run;
  const calibrations: Record<string, JudgeCalibration> = {};
  for (const [name, { calibrated }] of Object.entries(record.pins.judges ?? {})) {
    if (calibrated !== undefined) calibrations[name] = calibrated;
  }
  return {
    table: await tabulate(run),
    canaries: record.canaries ?? {},
    calibrations,
    samples: await labelledSamples(config, run),
  };
}

/** The acceptances that count, and remarks on those that the change proposes beside them. */
async function acceptanceFiles(
  { config: { directory }, baseRef }: DecideRequest,
  ref: string | undefined,
): Promise<{ counting: AcceptanceFile[]; proposed: string[] }> {
  const here = await readAcceptanceFiles(directory);
  if (ref === undefined) return { counting: here, proposed: [] };
  const counting = await filesAt(directory, ref);
  return { counting, proposed: proposedAcceptances(here, counting, shortRef(baseRef ?? ref)) };
}

async function acceptancesOf(
  { config, environment, runs }: DecideRequest,
  policy: Policy,
  files: readonly AcceptanceFile[],
): Promise<CheckedAcceptance[]> {
  const { directory } = config;
  if (files.length === 0) return [];
  const { document, digest } = await describeRelease(config, environment);
  const commits = new Set(runs.map(({ record }) => record.git?.commit ?? null));
  const [commit = null] = commits;
  return checkAcceptances(files, policy, {
    // Only a run of what lies here now is a run of the release that is described here.
    releaseDigest: commits.size === 1 && commit === document.commit ? digest : null,
    commitInRange: async (range) => commits.size === 1 && commit !== null && commitInRange(directory, commit, range),
  });
}

async function filesAt(directory: string, ref: string): Promise<AcceptanceFile[]> {
  const listed = await listAtRef(directory, ref, acceptancesFolder);
  // As in the working tree, folders below are not looked into.
  const names = listed.filter((name) => dirname(name) === acceptancesFolder && name.endsWith(".json"));
  const files = await Promise.all(
    names.map(async (file) => ({ file, text: (await readAtRef(directory, ref, file)) ?? "" })),
  );
  return files;
}

function toErrors(faults: readonly GateFault[]): InputError {
  const errors = faults.map(
    ({ code, message, hint, location, given, known }) =>
      new InputError(code, given === undefined ? message : `${message}${suggestion(given, known ?? [])}`, {
        location,
        hint,
      }),
  );
  const [only] = errors;
  return errors.length === 1 && only !== undefined ? only : new InputErrors(errors);
}
