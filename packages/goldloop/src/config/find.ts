import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../error/index.ts";

/** The names a configuration may have, in the order they are looked for. */
export const configFileNames = [
  "goldloop.yaml",
  "goldloop.yml",
  "goldloop.config.ts",
  "goldloop.config.mts",
  "goldloop.config.js",
  "goldloop.config.mjs",
] as const;

/** The project's folder and its configuration file, if it has one. */
export interface ProjectFiles {
  directory: string;
  configFile: string | undefined;
}

/**
 * Looks for the configuration in a folder and the folders above it. Without one, the folder itself is the project
 * (its suites may all be in `*.eval.ts`). Throws InputError when two configurations stand side by side.
 */
export function findProject(from: string, explicit?: string): ProjectFiles {
  if (explicit !== undefined) {
    const file = resolve(from, explicit);
    if (!existsSync(file)) {
      throw new InputError("no-config", `there is no file ${explicit}`, { hint: "goldloop init", location: { file } });
    }
    return { directory: dirname(file), configFile: file };
  }
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    const found = configFileNames.filter((name) => existsSync(join(directory, name)));
    if (found.length > 1) {
      throw new InputError("two-configs", `${found.join(" and ")} stand side by side in ${directory}; keep one`, {
        hint: `goldloop run --config ${found[0]}`,
      });
    }
    const [name] = found;
    if (name !== undefined) return { directory, configFile: join(directory, name) };
    if (dirname(directory) === directory || existsSync(join(directory, ".git"))) {
      return { directory: resolve(from), configFile: undefined };
    }
  }
}
