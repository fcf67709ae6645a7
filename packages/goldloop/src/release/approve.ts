import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/index.ts";
import type { Digest } from "../digest/index.ts";
import { IncompleteError, InputError } from "../error/index.ts";
import { suiteKey } from "../gate/index.ts";
import type { StoredRun } from "../run/index.ts";
import { formatApproval, type Approval } from "./approval.ts";
import { checkApprovable, isConfigured, notesOn } from "./approvable.ts";
import { readApproved, type Approved } from "./approved.ts";
import { readArchivedRun } from "./archived-run.ts";
import { approvedFile, baselinesFolder, pendingPath, projectFiles } from "./baseline-files.ts";
import { passingPromoted } from "./guarded.ts";
import { discard, removeRun, settle, stage } from "./placing.ts";
import { tabulate } from "./tabulate.ts";

/** What is approved, and by whom. */
export interface ApprovalRequest {
  config: Pick<Config, "directory" | "suites">;
  runs: readonly StoredRun[];
  /** An e-mail address. */
  approvedBy: string;
  /** The release's digest. */
  release: Digest;
  /** ISO 8601 UTC */
  at: string;
  /** The first approval of the project: there must be none yet. Otherwise there must be one. */
  initial: boolean;
}

/** An approval that was written. */
export interface WrittenApproval {
  approval: Approval;
  /** Absolute. */
  file: string;
  /** Suites whose baseline stays the earlier one, since no run of them was given. */
  kept: string[];
  /** Suites that the configuration no longer has: their baseline is gone. */
  dropped: string[];
  /** Examples that are guarded from now on. */
  newlyGuarded: string[];
  /** Remarks on the runs that keep nothing from being approved. */
  notes: string[];
}

/**
 * Makes runs the approved baseline: writes evals/baselines. The rename of approved.json is the moment from which the new
 * baseline counts; whatever ends the process before leaves the old one valid, and after it the new one. Throws InputError
 * for runs that `checkApprovable` refuses, for altered ones (`results-changed`), and where there is a baseline already
 * (`baseline-exists`, for an initial one) or none or an altered one (`no-baseline`, `altered-baseline`, otherwise).
 */
export async function approve(request: ApprovalRequest): Promise<WrittenApproval> {
  const { config, runs, initial } = request;
  const { directory } = config;
  const previous = initial ? requireNone(directory) : await requirePrevious(directory);
  await checkApprovable(config, runs);
  // An approval that was cut short is finished first: its runs may still wait where the new ones will.
  if (previous !== undefined) await settle(directory, previous.approval);
  let written: WrittenApproval;
  try {
    written = await write(request, previous);
  } catch (error) {
    await discard(directory);
    throw error;
  }
  await settle(directory, written.approval);
  for (const key of Object.keys(previous?.approval.runs ?? {})) {
    if (written.approval.runs[key] === undefined) await removeRun(directory, key);
  }
  return written;
}

function requireNone(directory: string): undefined {
  const file = join(directory, approvedFile);
  if (!existsSync(file)) return;
  throw new InputError("baseline-exists", "there is an approved baseline already", {
    location: { file },
    hint: "goldloop release approve --owner YOU@EXAMPLE.COM   approves the next one, once its gates allow",
  });
}

async function requirePrevious(directory: string): Promise<Approved> {
  const found = await readApproved(directory);
  if (!("missing" in found)) return found;
  const code = existsSync(join(directory, approvedFile)) ? "altered-baseline" : "no-baseline";
  throw new InputError(code, found.missing, { hint: found.hint });
}

async function write(request: ApprovalRequest, previous: Approved | undefined): Promise<WrittenApproval> {
  const { config, runs, approvedBy, release, at } = request;
  const before = previous?.approval;
  const fresh: Approval["runs"] = {};
  const passing: string[] = [];
  for (const run of runs) {
    const digest = await stage(config.directory, run);
    fresh[suiteKey(run.record)] = digest;
    passing.push(...(await passingIn(config.directory, digest)));
  }
  const kept = Object.entries(before?.runs ?? {}).filter(
    ([key]) => fresh[key] === undefined && isConfigured(config.suites, key),
  );
  const approval: Approval = {
    release,
    runs: { ...Object.fromEntries(kept), ...fresh },
    approvedBy,
    at,
    previous: previous?.digest ?? null,
    guarded: [...new Set([...(before?.guarded ?? []), ...passing])].toSorted(),
  };
  const guardedBefore = new Set(before?.guarded);
  return {
    approval,
    file: await writeApproval(config.directory, approval),
    kept: kept.map(([key]) => key),
    dropped: Object.keys(before?.runs ?? {}).filter((key) => approval.runs[key] === undefined),
    newlyGuarded: approval.guarded.filter((id) => !guardedBefore.has(id)),
    notes: notesOn(runs),
  };
}

/** The promoted examples that pass in a run that waits: read back, so that they are those of the bytes that are approved. */
async function passingIn(directory: string, digest: Digest): Promise<string[]> {
  const staged = await readArchivedRun(projectFiles(directory), pendingPath(digest));
  if (staged?.digest === digest) return passingPromoted(await tabulate(staged.stored));
  throw new IncompleteError("baseline-not-written", `${pendingPath(digest)} is not what was written`, {
    hint: "goldloop release approve --owner YOU@EXAMPLE.COM   again, alone",
  });
}

async function writeApproval(directory: string, approval: Approval): Promise<string> {
  const file = join(directory, approvedFile);
  const attributes = join(directory, baselinesFolder, ".gitattributes");
  // The digests are of bytes: git must not change line ends.
  if (!existsSync(attributes)) await writeFile(attributes, "* -text\n");
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, formatApproval(approval), { flush: true });
  await rename(temporary, file);
  return file;
}
