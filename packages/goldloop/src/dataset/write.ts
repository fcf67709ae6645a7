import { randomUUID } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Digest } from "../digest/index.ts";
import { FaultList } from "../document/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import type { Dataset } from "./dataset.ts";
import { OrderedDigest } from "./digest.ts";
import type { Example } from "./example.ts";
import { formatOf } from "./formats/registry.ts";
import { readDataset } from "./read.ts";
import { exampleFaults } from "./validate-example.ts";

/**
 * Writes a dataset file in the format of its extension, all or nothing. Returns the dataset it now holds.
 * Throws InputErrors for faults of the examples and for what the format cannot hold; then nothing was written.
 */
export async function writeDataset(file: string, examples: Iterable<Example>): Promise<Dataset> {
  const format = formatOf(file);
  const list = [...examples];
  checkExamples(list, file);
  const bytes = Buffer.from(format.write(list));
  const dataset = readDataset(bytes, { file, path: resolve(file), format, commit: null });
  await replaceFile(file, bytes);
  return dataset;
}

/** Appends an example to a dataset file; every byte before it stays. A missing file is made. Throws as `replaceExample`, and `duplicate-id`. */
export async function appendExample(file: string, example: Example): Promise<Dataset> {
  if (await isMissing(file)) return writeDataset(file, [example]);
  return editFile(file, example, (dataset) => {
    const index = dataset.indexOf(example.id);
    if (index === undefined) return undefined;
    const location = dataset.location(index);
    throw new InputError("duplicate-id", `there is already an example ${JSON.stringify(example.id)}`, { location });
  });
}

/**
 * Replaces the example of the same id in a dataset file; order and every other byte stay. All or nothing, and checked before it is
 * written: read again, the file must hold exactly the old examples and the new one.
 * Throws InputErrors for faults of the example or of the file, `unknown-id`, `not-representable`, `not-editable` (flow style YAML) and
 * `changed-meanwhile` when someone else wrote the file at the same time.
 */
export async function replaceExample(file: string, example: Example): Promise<Dataset> {
  return editFile(file, example, (dataset) => {
    const index = dataset.indexOf(example.id);
    if (index !== undefined) return index;
    throw new InputError("unknown-id", `${file} has no example ${JSON.stringify(example.id)}`, { location: { file } });
  });
}

async function editFile(
  file: string,
  example: Example,
  indexIn: (dataset: Dataset) => number | undefined,
): Promise<Dataset> {
  checkExamples([example], file);
  const format = formatOf(file);
  const source = { file, path: resolve(file), format, commit: null };
  const { bytes, version } = await readVersion(file);
  const before = readDataset(bytes, source);
  const index = indexIn(before);
  const edited = format.edit(bytes, file, { index, example });
  const after = readDataset(edited, source);
  if (after.digest !== digestWith(before, index, example)) {
    throw new InputError(
      "not-editable",
      `${basename(file)} cannot be edited in place without changing other examples`,
      {
        hint: `goldloop dataset export ${file} --format jsonl`,
        location: { file },
      },
    );
  }
  if ((await readVersion(file)).version !== version) {
    throw new InputError("changed-meanwhile", `${basename(file)} was changed by someone else at the same time`, {
      hint: "try again",
      location: { file },
    });
  }
  await replaceFile(file, edited);
  return after;
}

/** The digest a dataset has once an example is replaced or added. */
function digestWith(dataset: Dataset, replaced: number | undefined, example: Example): Digest | undefined {
  const digest = new OrderedDigest();
  let pending = replaced === undefined;
  for (const index of dataset.sorted()) {
    if (pending && example.id < (dataset.ids()[index] ?? "")) {
      digest.add(example);
      pending = false;
    }
    digest.add(index === replaced ? example : dataset.at(index));
  }
  if (pending) digest.add(example);
  return digest.digest();
}

function checkExamples(examples: readonly Example[], file: string): void {
  const faults = new FaultList();
  for (const example of examples) {
    for (const { code, message, hint } of exampleFaults(example, file, () => undefined))
      faults.add(new InputError(code, message, { hint }));
  }
  faults.throwIfAny();
}

async function readVersion(file: string): Promise<{ bytes: Buffer; version: string }> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return { bytes: await readFile(file), version: `${mtimeMs}:${size}:${ino}` };
  } catch (error) {
    throw new InputError("no-file", `${file} cannot be read: ${messageOf(error)}`, {
      location: { file },
      cause: error,
    });
  }
}

async function isMissing(file: string): Promise<boolean> {
  return stat(file).then(
    () => false,
    (error: unknown) => error instanceof Error && Reflect.get(error, "code") === "ENOENT",
  );
}

/** A reader sees the old file or the new one, never a part; so does a machine that loses power. */
async function replaceFile(file: string, bytes: Buffer): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  const mode = await stat(target).then(
    (stats) => stats.mode,
    () => 0o666,
  );
  try {
    const handle = await open(temporary, "wx", mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
