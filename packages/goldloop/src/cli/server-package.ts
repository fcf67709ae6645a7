import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../error/index.ts";

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:4318` */
  url: string;
  /** `127.0.0.1:4317`; absent when switched off. */
  grpcUrl?: string;
  /** While nobody exists: the address that makes the first admin, once. */
  setupLink?: string;
  /** Settled when the server had to give up by itself. */
  failed: Promise<Error>;
  /** Takes nothing more, finishes what was taken, closes the databases. */
  close(): Promise<void>;
}

/** What `goldloop-server` offers to the command line. The package is looked up by name, so that neither needs the other to build. */
export interface ServerPackage {
  version: string;
  readSettings(
    variables: Readonly<Record<string, string | undefined>>,
    options: { directory: string; otherKnown?: Iterable<string> },
  ): { settings: { data: string }; warnings: string[] };
  startServer(
    settings: { data: string },
    options: { log: { write(text: string): void; isTerminal: boolean } },
  ): Promise<RunningServer>;
}

const packageName = "goldloop-server";

/**
 * Loads the server that is installed beside this package, or in the project. Throws InputError when there is none, when it
 * is not built, or when its version is another one.
 */
export async function loadServer(directory: string, version: string): Promise<ServerPackage> {
  const install = { hint: `npm install ${packageName}@${version}` };
  const found = (await load(packageName)) ?? (await loadFrom(directory));
  if (found === undefined) throw new InputError("server-not-installed", `${packageName} is not installed`, install);
  if (found.version !== version) {
    const message = `${packageName} is ${found.version}, and this is goldloop ${version}: they go together in one version only`;
    throw new InputError("server-version", message, install);
  }
  return found;
}

async function loadFrom(directory: string): Promise<ServerPackage | undefined> {
  try {
    const file = createRequire(join(directory, "package.json")).resolve(packageName);
    return await load(pathToFileURL(file).href);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function load(specifier: string): Promise<ServerPackage | undefined> {
  try {
    return (await import(specifier)) as ServerPackage;
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (error.message.includes(`package '${packageName}'`)) return undefined;
    if (/goldloop-server|packages[\\/]server[\\/]dist[\\/]index\.js' imported/.test(error.message)) {
      throw new InputError("server-not-built", `${packageName} is not built`, { hint: "npm run build", cause: error });
    }
    throw error;
  }
}

function isMissing(error: unknown): error is NodeJS.ErrnoException {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof Error && (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND");
}
