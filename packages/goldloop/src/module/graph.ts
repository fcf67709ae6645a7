import { readFile } from "node:fs/promises";
import { extname, relative, resolve, sep } from "node:path";
import { digestOf } from "../digest/index.ts";
import type { Digest } from "../digest/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import { createResolver } from "./resolve.ts";
import { specifiersOf } from "./scan.ts";

const code = new Set([".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"]);

/**
 * The file and everything it reaches by imports within the project (not node_modules): absolute paths, sorted by code
 * unit. Found by reading, not by running: an import whose specifier is computed is not seen.
 * Throws an InputError (`module-not-found`) when the file itself does not exist.
 */
export async function importGraph(file: string): Promise<string[]> {
  const entry = resolve(file);
  const resolveImport = createResolver();
  const seen = new Set([entry]);
  let wave = [entry];
  while (wave.length > 0) {
    const found = await Promise.all(
      wave.map(async (path) => {
        if (!code.has(extname(path)) && path !== entry) return [];
        const source = await readText(path);
        return specifiersOf(source).map((specifier) => resolveImport(specifier, path));
      }),
    );
    wave = [];
    for (const path of found.flat()) {
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      wave.push(path);
    }
  }
  return [...seen].toSorted();
}

/**
 * SHA-256 of each file by its path relative to `base`, with `/` on every platform, in sorted order.
 * Throws an InputError (`module-not-found`) for a file that cannot be read.
 */
export async function digestOfFiles(files: readonly string[], base: string): Promise<Record<string, Digest>> {
  const entries = await Promise.all(
    files.map(async (file) => [relative(base, file).split(sep).join("/"), digestOf(await readBytes(file))] as const),
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function readText(file: string): Promise<string> {
  return (await readBytes(file)).toString("utf8");
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const problem = missing ? `there is no file ${file}` : `cannot read ${file}: ${messageOf(cause)}`;
    throw new InputError("module-not-found", problem, {
      location: { file },
      hint: "check the path; it counts from the folder of the configuration",
      cause,
    });
  }
}
