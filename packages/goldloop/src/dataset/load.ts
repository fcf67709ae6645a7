import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FaultList } from "../document/index.ts";
import { InputError, messageOf, nearest } from "../error/index.ts";
import type { Dataset, FormatName } from "./dataset.ts";
import type { DatasetFormat } from "./formats/format.ts";
import { formatNamed, formatOf } from "./formats/registry.ts";
import { jsonl } from "./formats/jsonl.ts";
import { git, GitError } from "./git.ts";
import { readDataset } from "./read.ts";
import { exampleFaults } from "./validate-example.ts";

export interface LoadOptions {
  /** What a relative file starts from. Default: the current folder. */
  directory?: string | undefined;
  /** Default: by the file's extension. */
  format?: FormatName | undefined;
}

/**
 * Loads and validates a dataset: `evals/support.jsonl`, or `evals/support.jsonl@v1.2` as of a git commit, branch or tag.
 * Throws an InputError `no-file`, `unknown-format`, `unknown-ref`, `empty-dataset`, or InputErrors with the
 * faults of the examples at file:line:column.
 */
export async function loadDataset(file: string, options: LoadOptions = {}): Promise<Dataset> {
  const directory = options.directory ?? ".";
  const path = resolve(directory, file);
  const bytes = await readIfThere(path, file);
  if (bytes !== undefined) {
    const format = options.format === undefined ? formatOf(file) : formatNamed(options.format);
    return readDataset(bytes, { file, path, format, commit: null });
  }
  const split = splitRef(file);
  if (split === undefined) throw await notFound(path, file);
  return loadAt(resolve(directory, split.name), split.ref, file, options);
}

/** `name@ref`. A file whose own name has an @ is found before this is asked. */
function splitRef(file: string): { name: string; ref: string } | undefined {
  const match = /^(.+\.\w+)@([^@].*)$/.exec(file);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { name: match[1], ref: match[2] };
}

async function loadAt(path: string, ref: string, file: string, options: LoadOptions): Promise<Dataset> {
  const format = options.format === undefined ? formatOf(path) : formatNamed(options.format);
  const folder = dirname(path);
  const commit = await resolveRef(folder, ref, file);
  const bytes = await git(folder, "cat-file", "blob", `${commit}:./${basename(path)}`).catch((error: unknown) => {
    throw new InputError("no-file", `${basename(path)} is not in ${ref}`, { location: { file }, cause: error });
  });
  return readDataset(bytes, { file, path, format, commit });
}

/**
 * The dataset that stood in a commit at a path from a project's folder, whatever is on disk now; undefined when that
 * commit has no such file. Throws a GitError when git does not answer, and InputErrors with the faults of the examples.
 */
export async function loadDatasetAt(directory: string, path: string, commit: string): Promise<Dataset | undefined> {
  const name = path.startsWith("../") ? path : `./${path}`;
  const found = await git(directory, "ls-tree", "-z", "--name-only", commit, "--", name);
  if (found.length === 0) return undefined;
  const bytes = await git(directory, "cat-file", "blob", `${commit}:${name}`);
  const file = `${path}@${commit.slice(0, 12)}`;
  return readDataset(bytes, { file, path: resolve(directory, path), format: formatOf(path), commit });
}

async function resolveRef(folder: string, ref: string, file: string): Promise<string> {
  try {
    const found = await git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    return found.toString("utf8").trim();
  } catch (error) {
    const outside = error instanceof GitError && error.reason !== "failed";
    const message = outside
      ? `${error.message}; ${file} is not on disk either`
      : `there is no commit, branch or tag ${ref}`;
    throw new InputError(outside ? "no-file" : "unknown-ref", message, { location: { file }, cause: error });
  }
}

async function readIfThere(path: string, file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new InputError("unreadable-file", `${file} cannot be read: ${messageOf(error)}`, {
      location: { file },
      cause: error,
    });
  }
}

async function notFound(path: string, file: string): Promise<InputError> {
  const names = await readdir(dirname(path)).catch((): string[] => []);
  const near = nearest(basename(path), names);
  const meant = near === undefined ? "" : `; did you mean ${JSON.stringify(join(dirname(file), near))}?`;
  return new InputError("no-file", `there is no dataset ${file}${meant}`, { location: { file } });
}

/** JSON lines that stand in no file, so that there is no line to point at. */
const inMemory: DatasetFormat = {
  ...jsonl,
  read(bytes, file, faults, visit) {
    const inText = new FaultList();
    const { buffer } = jsonl.read(bytes, file, inText, (row) =>
      visit({ ...row, line: 0, positionOf: () => undefined }),
    );
    for (const { code, message, hint, location } of inText.toErrors()) {
      const place = location?.line === undefined ? "" : `example ${location.line}: `;
      faults.add(new InputError(code, `${place}${message}`, { hint, location: { file } }));
    }
    return { buffer, locate: () => undefined };
  },
};

/**
 * A dataset out of examples in memory, for suites in code. Validated as a file would be, and no value may be one that JSON cannot
 * hold. `file` is where they come from, for messages and for attachments. Throws InputErrors.
 */
export function datasetOfExamples(examples: readonly unknown[], file: string): Dataset {
  const faults = new FaultList();
  for (const example of examples) faults.add(...exampleFaults(example, file, () => undefined));
  faults.throwIfAny();
  const bytes = Buffer.from(examples.map((example) => JSON.stringify(example)).join("\n"));
  return readDataset(bytes, { file, path: resolve(file), format: inMemory, commit: null });
}
