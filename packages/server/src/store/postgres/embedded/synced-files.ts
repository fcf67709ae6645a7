import { closeSync, fsyncSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

type Options = Parameters<NodeFS["init"]>[1];

/** An open file of the WebAssembly module; a folder has no descriptor. */
interface Stream {
  nfd?: number;
  node: object;
}

/** The part of the WebAssembly module that is reached into. */
interface Files {
  stream_ops: { fsync?: (stream: Stream) => number };
  realPath(node: object): string;
}

/**
 * PGlite's files on disk, with a sync that reaches the disk: its own does nothing, whatever `fsync` says. The log must be
 * synced by `wal_sync_method = fsync`, for `fdatasync` ends within WebAssembly.
 */
export class SyncedFiles extends NodeFS {
  override async init(lite: PGlite, given: Options): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(lite, given);
    const before = emscriptenOpts.preRun as ((module: object) => void)[];
    const preRun = [...before, (module: object) => sync((module as { NODEFS: Files }).NODEFS)];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

function sync(files: Files): void {
  files.stream_ops.fsync = ({ nfd, node }) => {
    if (nfd === undefined) syncPath(files.realPath(node));
    else fsyncSync(nfd);
    return 0;
  };
}

/** Everything in a folder reaches the disk, the folder last. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(folder);
}

/** A file, or the names in a folder, reach the disk. Not on Windows, which has no such call for folders. */
export function syncPath(path: string): void {
  if (process.platform === "win32") return;
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
