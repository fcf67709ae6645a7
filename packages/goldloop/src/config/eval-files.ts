import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

const evalFile = /\.eval\.(?:ts|mts|js|mjs)$/;
const passedOver = new Set(["node_modules", "dist"]);

/**
 * The `*.eval.ts` files (also mts, js, mjs) under a folder, absolute and sorted. Folders named node_modules and dist are
 * passed over, and whatever begins with a dot; linked folders are followed, each real folder once. Its own walk, since it is
 * part of every start, and a library for patterns takes longer to load than a project to walk.
 */
export async function findEvalFiles(directory: string): Promise<string[]> {
  const seen = new Set<string>([await realpath(directory).catch(() => directory)]);
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    await Promise.all(
      entries.map(async (entry) => {
        if (entry.name.startsWith(".") || passedOver.has(entry.name)) return;
        const path = join(folder, entry.name);
        const target = entry.isSymbolicLink() ? await linked(path) : entry;
        if (target?.isDirectory() === true) {
          if (!entry.isSymbolicLink() || (await isNew(path))) await walk(path);
        } else if (target?.isFile() === true && evalFile.test(entry.name)) found.push(path);
      }),
    );
  };
  const isNew = async (path: string): Promise<boolean> => {
    const real = await realpath(path);
    return !seen.has(real) && seen.add(real) === seen;
  };
  await walk(directory);
  return found.toSorted();
}

async function linked(path: string): Promise<{ isDirectory(): boolean; isFile(): boolean } | undefined> {
  return stat(path).catch(() => undefined);
}
