import { dirname, relative } from "node:path";
import { InputError } from "../error/index.ts";
import { exitCodeOf, suiteKey } from "../gate/index.ts";
import { approve, checkEmail, describeRelease, initialHint, type Decided } from "../release/index.ts";
import { renderVerdict } from "../report/index.ts";
import type { StoredRun } from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { openProject, type Project } from "./project.ts";
import { formatApproved } from "./release-text.ts";

interface ApproveFlags {
  run?: string[];
  owner?: string;
  initial?: boolean;
  stage?: string;
  policy?: string;
  baseRef?: string;
}

/** What the gates say of runs before they are approved. */
type GateBefore = (runs: readonly StoredRun[]) => Promise<Decided>;

/** `release approve`: makes runs the approved baseline. The exit code is the gates' decision where they do not allow it. */
export async function approveCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as ApproveFlags;
  const owner = ownerOf(flags, call);
  const project = await openProject(context, call.flags, { cache: true });
  try {
    const gateBefore: GateBefore = async (runs) => {
      const { decide } = await import("./gate-command.ts");
      return decide(runs, flags, project, context, { approving: true });
    };
    return await approveRuns(owner, flags, flags.initial === true ? undefined : gateBefore, project, call, context);
  } finally {
    await project.models.close();
  }
}

function ownerOf({ owner, initial }: ApproveFlags, { typed }: Call): string {
  if (owner === undefined) {
    const hint = initial === true ? initialHint : "goldloop release approve --owner YOU@EXAMPLE.COM";
    throw new InputError("no-owner", "an approval needs an owner: who approves?", { hint });
  }
  if (initial === true && ["stage", "policy", "baseRef"].some((flag) => typed.has(flag))) {
    throw new InputError(
      "initial-is-not-gated",
      "the first baseline is not judged: --stage, --policy and --base-ref have no say",
      {
        hint: initialHint,
      },
    );
  }
  return checkEmail(owner, "--owner");
}

async function approveRuns(
  owner: string,
  flags: ApproveFlags,
  gateBefore: GateBefore | undefined,
  project: Project,
  call: Call,
  context: Context,
): Promise<number> {
  const { config, models } = project;
  const { runsOf } = await import("./gate-command.ts");
  const runs = await runsOf(flags.run ?? ["latest"], project, context);
  const decided = await gateBefore?.(runs);
  if (decided?.verdict.enforce === "warn") {
    throw new InputError(
      "stage-only-warns",
      `stage ${decided.verdict.stage} only warns: what it allows is not approved by it`,
      { hint: "goldloop release approve --owner YOU@EXAMPLE.COM --stage pull-request" },
    );
  }
  if (decided !== undefined && decided.verdict.decision !== "allow") return refuse(decided, call, context);
  const { digest } = await describeRelease(config, { models, variables: context.environment.variables });
  const written = await approve({
    config,
    runs,
    approvedBy: owner,
    release: digest,
    at: new Date().toISOString(),
    initial: gateBefore === undefined,
  });
  const { approval, file, kept, dropped, newlyGuarded, notes } = written;
  if (call.json) {
    const ids = Object.fromEntries(runs.map(({ record }) => [suiteKey(record), record.id]));
    const document = {
      schema: "goldloop/approval/v1",
      approved: true,
      ...approval,
      file,
      ids,
      kept,
      dropped,
      newlyGuarded,
      notes,
    };
    context.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    context.stdout.write(formatApproved(written, runs, relative(context.directory, dirname(file)) || "."));
  }
  return 0;
}

/** Nothing is written: the verdict says why. */
async function refuse(decided: Decided, call: Call, context: Context): Promise<number> {
  const { verdict } = decided;
  if (call.json) {
    const document = { schema: "goldloop/approval/v1", approved: false, gate: verdict };
    context.stdout.write(`${JSON.stringify(document)}\n`);
    return exitCodeOf(verdict);
  }
  const color = hasColor(context.stdout, context.environment);
  const options = { color, width: Math.min(context.stdout.columns, 160), all: false, directory: context.directory };
  for await (const part of renderVerdict("terminal", { ...decided, options })) context.stdout.write(part);
  context.stdout.write("\nNot approved; nothing was written.\n");
  return exitCodeOf(verdict);
}
