import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Jiti } from "jiti";
import { InputError } from "../error/index.ts";
import { findTypeScriptConfig } from "./tsconfig.ts";

/** What Node's own loader reports about TypeScript and import styles that it does not know but the user's tools do. */
const unknownToNode = new Set([
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_IMPORT_ATTRIBUTE_MISSING",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_AMBIGUOUS_MODULE_SYNTAX",
]);

/** CommonJS names in a file that Node took for an ES module. */
const commonJsName = /^(?:require|module|exports|__filename|__dirname) is not defined/;

/** One loader per folder: path aliases are those of the tsconfig.json above it. */
const loaders = new Map<string, Jiti>();

/**
 * The exports of a user's JavaScript or TypeScript file, by name (`default` included). Node's own loader goes first;
 * what it does not understand (enums, namespaces, parameter properties, decorators, JSX, path aliases, imports without
 * extension) goes through jiti, which is loaded only then. An error thrown by the user's own code passes through as it is.
 * Throws an InputError: `module-not-found` (the file, or one that it imports, does not exist), `module-syntax`.
 */
export async function loadUserModule(file: string): Promise<Record<string, unknown>> {
  const path = resolve(file);
  if (!(await isFile(path))) {
    throw new InputError("module-not-found", `there is no file ${path}`, {
      location: { file: path },
      hint: "check the path; it counts from the folder of the configuration",
    });
  }
  try {
    return { ...((await import(pathToFileURL(path).href)) as Record<string, unknown>) };
  } catch (error) {
    if (!isUnknownToNode(error)) throw error;
  }
  return loadThroughJiti(path);
}

async function loadThroughJiti(path: string): Promise<Record<string, unknown>> {
  const folder = dirname(path);
  let loader = loaders.get(folder);
  if (loader === undefined) {
    const { createJiti } = await import("jiti");
    loader = createJiti(path, { tsconfigPaths: true, jsx: findTypeScriptConfig(folder)?.jsx ?? true });
    loaders.set(folder, loader);
  }
  let loaded: unknown;
  try {
    loaded = await loader.import(path);
  } catch (error) {
    throw explained(error, path);
  }
  const exported = loaded as Record<string, unknown>;
  // jiti answers `__esModule` for everything; only what its compiler wrote has it as a property of its own
  return Object.hasOwn(exported, "__esModule") ? { ...exported } : { default: loaded, ...exported };
}

function isUnknownToNode(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && unknownToNode.has(error.code)) return true;
  return error instanceof SyntaxError || (error instanceof ReferenceError && commonJsName.test(error.message));
}

/** Faults of the files become input errors; what the user's code threw itself is returned untouched. */
function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const syntax = /^ParseError: ([^\n]*?)\s*\n\s*(.+):(\d+):(\d+)/.exec(error.message);
  if (syntax !== null) {
    const [, what = "", file = path, line, column] = syntax;
    return new InputError("module-syntax", `${file} does not parse: ${what}`, {
      location: { file, line: Number(line), column: Number(column) + 1 },
      hint: `mend the syntax at ${file}:${line}`,
      cause: error,
    });
  }
  const code = "code" in error ? error.code : undefined;
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return error;
  const [first = "a module is missing"] = error.message.split("\n");
  return new InputError("module-not-found", `${path} cannot be loaded: ${first}`, {
    location: { file: path },
    hint: "install the package or correct the import",
    cause: error,
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
