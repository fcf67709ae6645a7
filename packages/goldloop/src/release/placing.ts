import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf, type Digest } from "../digest/index.ts";
import type { StoredRun } from "../run/index.ts";
import type { Approval } from "./approval.ts";
import { baselineFolder, pendingFolder, pendingPath } from "./baseline-files.ts";
import { pack } from "./packing.ts";
import { combineDigests, runFiles } from "./run-digest.ts";

const { run, results, examples } = runFiles;
const archived = [run, `${results}.gz`, `${examples}.gz`] as const;

/** Writes a run, packed, to where it waits until its approval counts. Returns its digest. */
export async function stage(directory: string, { dir }: StoredRun): Promise<Digest> {
  const folder = join(directory, pendingFolder, "next");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const record = await readFile(join(dir, run));
  await writeFile(join(folder, run), record, { flush: true });
  const digest = combineDigests({
    run: digestOf(record),
    results: await pack(join(dir, results), join(folder, `${results}.gz`)),
    examples: await pack(join(dir, examples), join(folder, `${examples}.gz`)),
  });
  const place = join(directory, pendingPath(digest));
  await rm(place, { recursive: true, force: true });
  await rename(folder, place);
  return digest;
}

/** Puts the runs of an approval that counts into their folders. Until a folder is whole, its run is read where it waited. */
export async function settle(directory: string, { runs }: Approval): Promise<void> {
  for (const [key, digest] of Object.entries(runs)) {
    const from = join(directory, pendingPath(digest));
    if (!existsSync(from)) continue;
    const to = join(directory, baselineFolder(key));
    await mkdir(to, { recursive: true });
    for (const name of archived) {
      const temporary = join(to, `${name}.tmp`);
      await copyFile(join(from, name), temporary);
      await rename(temporary, join(to, name));
    }
  }
  await discard(directory);
}

/** Drops the runs that wait for an approval. */
export async function discard(directory: string): Promise<void> {
  await rm(join(directory, pendingFolder), { recursive: true, force: true });
}

/** Removes the run of a suite that is in no approval any more; other suites may have folders in its folder. */
export async function removeRun(directory: string, key: string): Promise<void> {
  const folder = join(directory, baselineFolder(key));
  for (const name of archived) await rm(join(folder, name), { force: true });
}
