import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fittingPattern } from "./pattern.ts";

const conditions = new Set(["node", "import", "module-sync", "default"]);
const olderConditions = new Set(["node", "require", "default"]);

interface Manifest {
  folder: string;
  name?: unknown;
  main?: unknown;
  exports?: unknown;
  imports?: unknown;
}

/** Whether a path lies in installed code, which belongs to the lock file of the package manager and not to the project. */
export function isInstalled(path: string): boolean {
  return path.split(sep).includes("node_modules");
}

/**
 * Where a bare specifier leads when it names a package of the same workspace (linked into node_modules) or the
 * importing package itself; undefined for installed packages and for built-in modules. Absolute, perhaps without extension.
 */
export function resolveWorkspacePackage(specifier: string, folder: string): string | undefined {
  const [, name, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  if (name === undefined || specifier.startsWith("node:")) return undefined;
  const scope = nearestManifest(folder);
  if (scope?.name === name && scope.exports !== undefined) return entryOf(scope, rest);
  for (let at = folder; ; at = dirname(at)) {
    const linked = join(at, "node_modules", name);
    if (existsSync(linked)) {
      const real = realpathSync(linked);
      const manifest = isInstalled(real) ? undefined : readManifest(real);
      return manifest === undefined ? undefined : entryOf(manifest, rest);
    }
    if (dirname(at) === at) return undefined;
  }
}

/** Where a `#name` import leads by the `imports` of the nearest package.json; undefined when nowhere in the project. */
export function resolvePackageImport(specifier: string, folder: string): string | undefined {
  const manifest = nearestManifest(folder);
  const target = manifest && lookUp(manifest.imports, specifier);
  if (manifest === undefined || target === undefined) return undefined;
  return target.startsWith(".") ? resolve(manifest.folder, target) : resolveWorkspacePackage(target, manifest.folder);
}

function entryOf(manifest: Manifest, rest: string): string | undefined {
  if (manifest.exports !== undefined) {
    const subpath = rest === "" ? "." : `./${rest}`;
    const { exports } = manifest;
    const isMap =
      typeof exports === "object" && exports !== null && Object.keys(exports).some((key) => key.startsWith("."));
    const target = lookUp(isMap ? exports : { ".": exports }, subpath);
    return target === undefined ? undefined : resolve(manifest.folder, target);
  }
  if (rest !== "") return join(manifest.folder, rest);
  return typeof manifest.main === "string" ? resolve(manifest.folder, manifest.main) : manifest.folder;
}

function lookUp(table: unknown, key: string): string | undefined {
  if (typeof table !== "object" || table === null) return undefined;
  const entries = table as Record<string, unknown>;
  const fitting = fittingPattern(key, Object.keys(entries));
  return fitting && targetOf(entries[fitting.pattern], fitting.star);
}

function targetOf(value: unknown, star: string): string | undefined {
  return pick(value, conditions)?.replaceAll("*", star) ?? pick(value, olderConditions)?.replaceAll("*", star);
}

function pick(value: unknown, wanted: ReadonlySet<string>): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, wanted)).find((target) => target !== undefined);
  if (typeof value !== "object" || value === null) return undefined;
  for (const [condition, target] of Object.entries(value)) {
    const found = wanted.has(condition) ? pick(target, wanted) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function nearestManifest(folder: string): Manifest | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = readManifest(at);
    if (manifest !== undefined || dirname(at) === at) return manifest;
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof parsed === "object" && parsed !== null ? { ...parsed, folder } : { folder };
  } catch {
    return undefined;
  }
}
