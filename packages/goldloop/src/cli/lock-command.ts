import { relative } from "node:path";
import { differences, lockFileName, readLock, writeLock, type Lock, type PinDifference } from "../config/index.ts";
import { InputError } from "../error/index.ts";
import { computePins, formatDifference, planSuite, selectSuites } from "../run/index.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";
import { openProject, type Project } from "./project.ts";

/** Writes goldloop.lock, or compares it with what is there now. */
export async function lockCommand(call: Call, context: Context): Promise<number> {
  const project = await openProject(context, call.flags, { cache: true });
  try {
    const before = await readLock(project.config.directory);
    const now = await pinsOfAll(project, context, before);
    const { changes, lost } = changesOf(before, now);
    if (call.flags["check"] === true) return check(before, changes, lost, call, context);
    const file = await writeLock(project.config.directory, now);
    if (call.json) {
      context.stdout.write(
        `${JSON.stringify({ schema: "goldloop/lock/v1", file, changes, droppedCalibrations: lost, lock: now })}\n`,
      );
      return 0;
    }
    const suites = Object.keys(now.suites);
    context.stdout.write(
      `✓ ${relative(context.directory, file) || lockFileName}  ${suites.length} ${suites.length === 1 ? "suite" : "suites"} pinned: ${suites.join(", ")}\n`,
    );
    if (before !== undefined) context.stdout.write(changes.length === 0 ? "  nothing changed\n" : list(changes));
    context.stdout.write(dropped(lost, "dropped"));
    return 0;
  } finally {
    await project.models.close();
  }
}

async function pinsOfAll(project: Project, context: Context, before: Lock | undefined): Promise<Lock> {
  const { config, models, judges } = project;
  const lock: Lock = { version: 1, suites: {} };
  for (const suite of selectSuites(config, [])) {
    const [plan] = await planSuite(
      suite,
      {},
      { models, judges, variables: context.environment.variables },
      context.directory,
    );
    if (plan === undefined) continue;
    const { pins, floating } = computePins(plan, config, before?.suites[suite.name]);
    const [moving] = floating;
    if (moving !== undefined) {
      throw new InputError(
        "floating-model",
        `suite "${suite.name}": ${moving.judge} uses ${moving.model}, a name that can come to mean another model`,
        {
          location: suite.locate(["scorers"]),
          hint: "name a dated version (openai/gpt-4.1-2025-04-14), or give the judge allowFloating: <reason> and a canary",
        },
      );
    }
    lock.suites[suite.name] = pins;
  }
  return lock;
}

function check(
  before: Lock | undefined,
  changes: readonly PinDifference[],
  lost: readonly string[],
  call: Call,
  context: Context,
): number {
  const same = before !== undefined && changes.length === 0;
  if (call.json) {
    context.stdout.write(
      `${JSON.stringify({ schema: "goldloop/lock-check/v1", same, exists: before !== undefined, changes })}\n`,
    );
  } else if (same) {
    context.stdout.write(`✓ ${lockFileName} is what is there now\n`);
  } else if (before === undefined) {
    context.stdout.write(`✗ there is no ${lockFileName}\n  goldloop lock\n`);
  } else {
    context.stdout.write(
      `✗ ${lockFileName} is not what is there now\n${list(changes)}${dropped(lost, "outdated")}\n  goldloop lock   pins what is there now\n`,
    );
  }
  return same ? 0 : 1;
}

/** What differs, and the judges whose calibration no longer fits: one line each says more than a line for every figure. */
function changesOf(before: Lock | undefined, now: Lock): { changes: PinDifference[]; lost: string[] } {
  const changes: PinDifference[] = [];
  const lost = new Set<string>();
  for (const change of differences(before?.suites ?? {}, now.suites, "")) {
    const [, judge] = /\.judges\.(.+)\.calibrated$/.exec(change.path) ?? [];
    if (judge !== undefined && change.now === undefined) lost.add(judge);
    changes.push(change);
  }
  return { changes, lost: [...lost].toSorted() };
}

function dropped(judges: readonly string[], how: string): string {
  return judges
    .map(
      (judge) =>
        `  ! the calibration of ${judge} is ${how}: it was measured with another judge, calibration set or canary\n    goldloop judge calibrate ${judge}\n`,
    )
    .join("");
}

function list(changes: readonly PinDifference[]): string {
  return changes.map((change) => `  ${formatDifference(change)}\n`).join("");
}
