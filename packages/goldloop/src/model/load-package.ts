import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Imports an optional package from the user's project, else from where Goldloop is installed, so that the version
 * the project pinned is the one that is used. Undefined when neither has it.
 */
export async function loadPackage(name: string, directory: string): Promise<Record<string, unknown> | undefined> {
  for (const from of [join(directory, "package.json"), import.meta.url]) {
    const file = resolveFrom(from, name);
    if (file !== undefined) return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  }
  return undefined;
}

function resolveFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}
