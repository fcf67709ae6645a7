import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { parse } from "jsonc-parser";

/** The part of a tsconfig.json that decides where an import leads and how JSX is compiled. */
export interface TypeScriptConfig {
  file: string;
  /** Absolute targets by pattern. */
  paths: ReadonlyMap<string, readonly string[]>;
  /** Absolute; bare specifiers are looked up here too. */
  baseUrl: string | undefined;
  jsx: { runtime: "classic" | "automatic"; importSource?: string; pragma?: string; pragmaFrag?: string };
}

type CompilerOptions = Record<string, unknown> & { origin?: { paths?: string; baseUrl?: string } };

const names = ["tsconfig.json", "jsconfig.json"];

/** The tsconfig.json (or jsconfig.json) that governs a folder, with what it extends; undefined when there is none. */
export function findTypeScriptConfig(folder: string): TypeScriptConfig | undefined {
  for (let at = folder; ; at = dirname(at)) {
    for (const name of names) {
      const file = join(at, name);
      if (existsSync(file)) return readConfig(file);
    }
    if (dirname(at) === at) return undefined;
  }
}

function readConfig(file: string): TypeScriptConfig {
  const options = compilerOptions(file, new Set());
  const baseUrl =
    typeof options["baseUrl"] === "string"
      ? resolve(options.origin?.baseUrl ?? dirname(file), options["baseUrl"])
      : undefined;
  const from = baseUrl ?? options.origin?.paths ?? dirname(file);
  const paths = new Map<string, string[]>();
  if (typeof options["paths"] === "object" && options["paths"] !== null) {
    for (const [pattern, targets] of Object.entries(options["paths"])) {
      if (!Array.isArray(targets)) continue;
      const texts = targets.filter((target): target is string => typeof target === "string");
      paths.set(
        pattern,
        texts.map((target) => resolve(from, target.replaceAll("${configDir}", dirname(file)))),
      );
    }
  }
  return { file, paths, baseUrl, jsx: jsxOf(options) };
}

/** Merged with what the file extends. Relative paths count from the file that states them, so that file is noted. */
function compilerOptions(file: string, seen: Set<string>): CompilerOptions {
  if (seen.has(file) || !existsSync(file)) return {};
  seen.add(file);
  const config: unknown = parse(readFileSync(file, "utf8"), [], { allowTrailingComma: true });
  if (typeof config !== "object" || config === null) return {};
  const { extends: parents, compilerOptions: own } = config as { extends?: unknown; compilerOptions?: unknown };
  const merged: CompilerOptions = {};
  for (const parent of Array.isArray(parents) ? parents : [parents]) {
    const parentFile = typeof parent === "string" ? extendedFile(parent, dirname(file)) : undefined;
    if (parentFile !== undefined) Object.assign(merged, compilerOptions(parentFile, seen));
  }
  if (typeof own !== "object" || own === null) return merged;
  const origin = { ...merged.origin };
  if ("paths" in own) origin.paths = dirname(file);
  if ("baseUrl" in own) origin.baseUrl = dirname(file);
  return { ...merged, ...own, origin };
}

function extendedFile(specifier: string, folder: string): string | undefined {
  if (specifier.startsWith(".") || isAbsolute(specifier)) return configAt(resolve(folder, specifier));
  for (let at = folder; ; at = dirname(at)) {
    const found = configAt(join(at, "node_modules", specifier));
    if (found !== undefined || dirname(at) === at) return found;
  }
}

function configAt(path: string): string | undefined {
  const candidates = [path, `${path}.json`, join(path, "tsconfig.json")];
  return candidates.find((candidate) => candidate.endsWith(".json") && existsSync(candidate));
}

function jsxOf(options: CompilerOptions): TypeScriptConfig["jsx"] {
  const text = (key: string): string | undefined => (typeof options[key] === "string" ? options[key] : undefined);
  if (text("jsx") === "react") {
    const pragma = text("jsxFactory");
    const pragmaFrag = text("jsxFragmentFactory");
    return { runtime: "classic", ...(pragma && { pragma }), ...(pragmaFrag && { pragmaFrag }) };
  }
  const importSource = text("jsxImportSource");
  return { runtime: "automatic", ...(importSource && { importSource }) };
}
