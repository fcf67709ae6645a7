import { createHash } from "node:crypto";
import { join } from "node:path";
import { differences, lockFileName, readLock, type SuitePins } from "../config/index.ts";
import { shortDigest, type Json } from "../digest/index.ts";
import { resolveAttachments } from "../dataset/index.ts";
import { InputError } from "../error/index.ts";
import { piecesOf } from "./pieces.ts";
import { computePins } from "./pins.ts";
import type { Plan } from "./plan.ts";
import type { RunSetting } from "./run.ts";

/** How a run's pins compare with the lock. */
export interface PinCheck {
  pins: SuitePins;
  /** Why the run is no evidence, as seen at its start. */
  unpinned: string[];
  /** Why it is none any more, seen at its end. */
  changedSince: () => Promise<string[]>;
}

const shown = 5;

/** Compares the pins of a plan with goldloop.lock. With `frozen`, throws InputError on any difference. */
export async function checkPins(plan: Plan, setting: Pick<RunSetting, "config" | "frozen">): Promise<PinCheck> {
  const { config } = setting;
  const lock = await readLock(config.directory);
  const { pins, files, floating } = computePins(plan, config, lock?.suites[plan.suite.name]);
  const unpinned = floating.map(
    ({ judge, model }) => `${judge}: the model name ${model} can come to mean another model`,
  );
  const name = plan.suite.name;
  if (lock === undefined) unpinned.push(`there is no ${lockFileName}`);
  else if (lock.suites[name] === undefined) unpinned.push(`${lockFileName} has no suite ${name}`);
  else unpinned.push(...differences(lock.suites[name], pins, name).slice(0, shown).map(formatDifference));
  if (setting.frozen && unpinned.length > 0) {
    throw new InputError("not-pinned", `suite "${name}" is not what ${lockFileName} pins: ${unpinned[0]}`, {
      hint: "goldloop lock --check   to see all differences\ngoldloop lock           to pin what is there now\ngoldloop run --no-frozen   to measure without a pin",
      location: { file: join(config.directory, lockFileName) },
    });
  }
  const attachments = plan.indices.flatMap((index) =>
    plan.dataset.json(index).includes("attachments")
      ? resolveAttachments(plan.dataset, plan.dataset.at(index)).map(({ file }) => file)
      : [],
  );
  const watched = [
    ...new Set(attachments),
    ...files,
    join(config.directory, lockFileName),
    plan.suite.file,
    ...(config.file === undefined ? [] : [config.file]),
  ];
  const before = await bytesOf(watched);
  return {
    pins,
    unpinned,
    changedSince: async () => {
      const after = await bytesOf(watched);
      return watched
        .filter((_, index) => before[index] !== after[index])
        .map((file) => `${file} changed during the run`);
    },
  };
}

/** `support.dataset.digest: sha256:1a2b... in the lock, sha256:3c4d... now` */
export function formatDifference({
  path,
  locked,
  now,
}: {
  path: string;
  locked: Json | undefined;
  now: Json | undefined;
}): string {
  return `${path}: ${short(locked)} in the lock, ${short(now)} now`;
}

function short(value: Json | undefined): string {
  if (value === undefined) return "absent";
  if (typeof value === "string") return value.startsWith("sha256:") ? shortDigest(value) : value;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

async function bytesOf(files: readonly string[]): Promise<(string | undefined)[]> {
  const digests: (string | undefined)[] = [];
  for (const file of files) digests.push(await digestOfFile(file).catch(() => undefined));
  return digests;
}

/** Read in pieces: a dataset may be large, and it is in memory once already. */
async function digestOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of piecesOf(file)) hash.update(part);
  return hash.digest("hex");
}
