import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { SyncedFiles, syncPath, syncTree } from "./synced-files.ts";

/** Less than PostgreSQL's default, which saves 50 MB. */
const configuration = ["shared_buffers = 16MB"];

/** Empty data as PGlite makes it, packed when this package is built: unpacking takes a seventh of the time of making. */
const packed = fileURLToPath(new URL("../../../../dist/postgres.tgz", import.meta.url));

/**
 * Opens the data within a folder that is locked. A new one is made beside its place and then moved, so that one that was
 * interrupted leaves nothing half-made behind. Throws what PGlite throws.
 */
export async function openData(folder: string, fsync: boolean): Promise<PGlite> {
  const place = join(folder, "data");
  if (!existsSync(place)) await makeData(place, fsync);
  return open(place, fsync);
}

async function makeData(place: string, fsync: boolean): Promise<void> {
  const unfinished = `${place}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const lite = await open(unfinished, fsync, existsSync(packed) ? new Blob([readFileSync(packed)]) : undefined);
  await lite.close();
  if (fsync) syncTree(unfinished);
  renameSync(unfinished, place);
  if (fsync) syncPath(join(place, ".."));
}

async function open(place: string, fsync: boolean, content?: Blob): Promise<PGlite> {
  const options = { postgresqlconf: configuration, ...(content === undefined ? {} : { loadDataDir: content }) };
  const lite = fsync
    ? new PGlite({ ...options, fs: new SyncedFiles(place), startParams: syncing })
    : new PGlite(place, options);
  await lite.waitReady;
  return lite;
}

/** `-F` switches syncing off. */
const syncing = [...PGlite.defaultStartParams.filter((one) => one !== "-F"), "-c", "wal_sync_method=fsync"];
