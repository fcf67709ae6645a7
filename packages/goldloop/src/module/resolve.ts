import { statSync } from "node:fs";
import { dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled, resolvePackageImport, resolveWorkspacePackage } from "./package.ts";
import { fittingPattern } from "./pattern.ts";
import { findTypeScriptConfig } from "./tsconfig.ts";
import type { TypeScriptConfig } from "./tsconfig.ts";

/** Tried in this order where an import leaves the extension out. */
const extensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** TypeScript lets an import name the file that the compiler would write. */
const sources: Record<string, string[]> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/** Finds the project's file behind an import; undefined for built-in and installed modules and for what does not exist. */
export type Resolver = (specifier: string, importer: string) => string | undefined;

/** A resolver that remembers what it saw on disk; for one walk only, since files change between walks. */
export function createResolver(): Resolver {
  const kinds = new Map<string, "file" | "folder" | undefined>();
  const configs = new Map<string, TypeScriptConfig | undefined>();

  const kindOf = (path: string): "file" | "folder" | undefined => {
    if (kinds.has(path)) return kinds.get(path);
    const stat = statSync(path, { throwIfNoEntry: false });
    const kind = stat?.isFile() ? "file" : stat?.isDirectory() ? "folder" : undefined;
    kinds.set(path, kind);
    return kind;
  };

  const configFor = (folder: string): TypeScriptConfig | undefined => {
    if (!configs.has(folder)) configs.set(folder, findTypeScriptConfig(folder));
    return configs.get(folder);
  };

  const fileAt = (path: string): string | undefined => {
    if (kindOf(path) === "file") return path;
    const extension = extname(path);
    for (const source of sources[extension] ?? []) {
      const candidate = path.slice(0, -extension.length) + source;
      if (kindOf(candidate) === "file") return candidate;
    }
    const withExtension = extensions.map((added) => path + added).find((candidate) => kindOf(candidate) === "file");
    if (withExtension !== undefined) return withExtension;
    if (kindOf(path) !== "folder") return undefined;
    return extensions.map((added) => join(path, `index${added}`)).find((candidate) => kindOf(candidate) === "file");
  };

  return (specifier, importer) => {
    const folder = dirname(importer);
    const clean = specifier.replace(/[?].*$/, "");
    let found: string | undefined;
    if (/^\.{1,2}(?:\/|$)/.test(clean)) found = fileAt(resolve(folder, clean));
    else if (isAbsolute(clean)) found = fileAt(clean);
    else if (clean.startsWith("file:")) found = URL.canParse(clean) ? fileAt(fileURLToPath(clean)) : undefined;
    else {
      const config = configFor(folder);
      const targets = config === undefined ? [] : aliasTargets(clean, config);
      if (config?.baseUrl !== undefined) targets.push(join(config.baseUrl, clean));
      if (clean.startsWith("#"))
        targets.push(...[resolvePackageImport(clean, folder)].filter((path) => path !== undefined));
      for (const target of targets) found ??= fileAt(target);
      const linked = found === undefined && !clean.startsWith("#") ? resolveWorkspacePackage(clean, folder) : undefined;
      if (linked !== undefined) found = fileAt(linked);
    }
    return found === undefined || isInstalled(found) ? undefined : found;
  };
}

function aliasTargets(specifier: string, config: TypeScriptConfig): string[] {
  const fitting = fittingPattern(specifier, config.paths.keys());
  if (fitting === undefined) return [];
  return (config.paths.get(fitting.pattern) ?? []).map((target) => target.replace("*", () => fitting.star));
}
