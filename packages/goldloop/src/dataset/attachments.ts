import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { FaultList } from "../document/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import type { Dataset } from "./dataset.ts";
import type { Attachment, Example } from "./example.ts";

/** An attachment with the absolute path of its file. */
export type ResolvedAttachment = Attachment & { file: string };

/**
 * The attachments of an example with their absolute paths. Paths are relative to the dataset's folder.
 * Throws an InputError `attachment-outside` for a path that leaves it. Does not read the files.
 */
export function resolveAttachments(dataset: Dataset, example: Example): ResolvedAttachment[] {
  const folder = dirname(dataset.path);
  return (example.attachments ?? []).map((attachment) => {
    const { path } = attachment;
    const file = resolve(folder, path);
    if (isAbsolute(path) || path.includes("\\") || path.split("/").includes("..") || !isInside(folder, file)) {
      throw outside(path, example, dataset);
    }
    return { ...attachment, file };
  });
}

/**
 * Checks the attachments of the selected examples: each file is there, inside the dataset's folder (links followed), and has the SHA-256
 * that the example names. Each file is read once, in pieces.
 * Throws InputErrors `attachment-missing`, `attachment-outside`, `attachment-changed` (says the digest found).
 */
export async function verifyAttachments(dataset: Dataset, indices: Iterable<number>): Promise<void> {
  const faults = new FaultList();
  const digests = new Map<string, Promise<string>>();
  const root = await realpath(dirname(dataset.path)).catch(() => dirname(dataset.path));
  for (const index of indices) {
    if (!/attachments|\\u/.test(dataset.json(index))) continue;
    const example = dataset.at(index);
    const resolved = faults.collect(() => resolveAttachments(dataset, example)) ?? [];
    for (const [place, attachment] of resolved.entries()) {
      const fault = await findFault(attachment, example, dataset, root, digests);
      if (fault === undefined) continue;
      const { code, message, hint, cause } = fault;
      faults.add(
        new InputError(code, message, { hint, cause, location: dataset.location(index, ["attachments", place]) }),
      );
    }
  }
  faults.throwIfAny();
}

async function findFault(
  { path, file, sha256 }: ResolvedAttachment,
  example: Example,
  dataset: Dataset,
  root: string,
  digests: Map<string, Promise<string>>,
): Promise<InputError | undefined> {
  const name = `example ${JSON.stringify(example.id)}: the attachment ${path}`;
  try {
    const real = await realpath(file);
    if (!isInside(root, real)) return outside(path, example, dataset);
    if (!(await stat(real)).isFile()) return new InputError("attachment-missing", `${name} is not a file`);
    const digest = digests.get(real) ?? sha256Of(real);
    digests.set(real, digest);
    const found = await digest;
    if (found === sha256) return undefined;
    return new InputError("attachment-changed", `${name} has changed: its SHA-256 is ${found}`, {
      hint: `"sha256":"${found}"`,
    });
  } catch (error) {
    const missing = error instanceof Error && Reflect.get(error, "code") === "ENOENT";
    const what = missing ? "is not there" : `cannot be read: ${messageOf(error)}`;
    return new InputError("attachment-missing", `${name} ${what}`, { cause: error });
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  const pieces: AsyncIterable<Buffer> = createReadStream(file);
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(path: string, example: Example, dataset: Dataset): InputError {
  const message = `example ${JSON.stringify(example.id)}: the attachment ${path} is not inside the dataset's folder`;
  const index = dataset.indexOf(example.id);
  return new InputError("attachment-outside", message, {
    hint: "put the file beside the dataset and name it by a relative path",
    location: index === undefined ? { file: dataset.file } : dataset.location(index),
  });
}
