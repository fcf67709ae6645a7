import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import {
  checkDataset,
  datasetVersions,
  diffDatasets,
  exportDataset,
  findDatasets,
  importRows,
  summarizeDataset,
  writeDataset,
  type DatasetDiff,
  type DatasetSummary,
  type FormatName,
} from "../dataset/index.ts";
import { shortDigest, type Json } from "../digest/index.ts";
import { InputError, InputErrors, suggestion } from "../error/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { configIfAny, datasetFileOf, openDataset, projectDirectory, resolveDatasetName } from "./dataset-name.ts";
import { failureDocument, formatFailure } from "./failure.ts";

function print(context: Context, call: Call, document: Record<string, unknown>, text: () => string): number {
  context.stdout.write(call.json ? `${JSON.stringify(document)}\n` : text());
  return 0;
}

/** `dataset ls [dataset]`: the datasets of a project, or the versions of one. */
export async function listCommand(call: Call, context: Context): Promise<number> {
  const [name] = call.arguments;
  if (name !== undefined) return versionsCommand(name, call, context);
  const files = await projectDatasets(call, context);
  const checked = await Promise.all(files.map((file) => checkDataset(file, context.directory)));
  const datasets = checked.map((one) =>
    "summary" in one ? one.summary : { file: one.file, faults: one.faults.map(failureDocument) },
  );
  return print(context, call, { schema: "goldloop/datasets/v1", datasets }, () => {
    if (checked.length === 0) return "No datasets yet.\n  goldloop init\n";
    const widest = Math.max(...checked.map(({ file }) => file.length));
    return checked
      .map(
        (one) =>
          `${one.file.padEnd(widest)}  ${"summary" in one ? inShort(one.summary) : `✗ ${one.faults.length} faults (goldloop dataset validate)`}\n`,
      )
      .join("");
  });
}

async function versionsCommand(name: string, call: Call, context: Context): Promise<number> {
  const found = await resolveDatasetName(name, context, call.flags);
  if (!("file" in found))
    throw new InputError(
      "no-file",
      `the examples of ${name} stand in code; their versions are those of ${found.suite.file}`,
    );
  const versions = await datasetVersions(found.file, { directory: context.directory });
  return print(context, call, { schema: "goldloop/dataset-versions/v1", ...versions }, () => {
    const lines = versions.versions.map(({ commit, date, author, subject, digest, count }) =>
      [
        commit.slice(0, 10),
        date.slice(0, 10),
        digest === null ? "not valid" : `${count} examples ${shortDigest(digest)}`,
        author,
        subject,
      ].join("  "),
    );
    if (versions.reason !== undefined) lines.push(`No versions: ${versions.reason}.`);
    if (versions.more) lines.push("Older versions exist.");
    if (versions.shallow) lines.push("The clone is shallow: older versions may exist that it does not have.");
    return `${lines.join("\n")}\n`;
  });
}

async function projectDatasets(call: Call, context: Context): Promise<string[]> {
  const directory = projectDirectory(context, call.flags);
  const config = await configIfAny(context, call.flags);
  const files = new Set((await findDatasets(directory)).map((file) => resolve(directory, file)));
  for (const suite of config?.suites.values() ?? []) {
    const file = datasetFileOf(suite);
    if (file !== undefined) files.add(file);
  }
  return [...files].map((file) => relative(context.directory, file)).toSorted();
}

function inShort({ count, digest, splits, tags }: DatasetSummary): string {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([key, n]) => `${key} ${n}`)
      .join(", ");
  const parts = [`${count} examples`, shortDigest(digest)];
  if (Object.keys(splits).length > 0) parts.push(`splits: ${list(splits)}`);
  if (Object.keys(tags).length > 0) parts.push(`tags: ${list(tags)}`);
  return parts.join("  ");
}

/** `dataset show <dataset> [id...]` */
export async function showCommand(call: Call, context: Context): Promise<number> {
  const [name = "", ...ids] = call.arguments;
  const dataset = await openDataset(name, context, call.flags);
  if (ids.length === 0) {
    const summary = summarizeDataset(dataset);
    return print(
      context,
      call,
      { schema: "goldloop/dataset/v1", ...summary },
      () => `${summary.file}  ${inShort(summary)}\n${summary.digest}\n`,
    );
  }
  const examples = ids.map((id) => {
    const example = dataset.get(id);
    if (example !== undefined) return example;
    throw new InputError("unknown-id", `${dataset.file} has no example "${id}"${suggestion(id, dataset.ids())}`);
  });
  return print(context, call, { schema: "goldloop/examples/v1", examples }, () =>
    examples.map((example) => `${JSON.stringify(example, null, 2)}\n`).join(""),
  );
}

/** `dataset diff <before> [after]`; without `after`, the file as it is against the given version. */
export async function diffCommand(call: Call, context: Context): Promise<number> {
  const [before = "", after = before.split("@")[0] ?? before] = call.arguments;
  const [left, right] = [await openDataset(before, context, call.flags), await openDataset(after, context, call.flags)];
  const diff = diffDatasets(left, right);
  return print(context, call, { schema: "goldloop/dataset-diff/v1", ...diff }, () => diffText(diff));
}

function diffText({ before, after, added, removed, changed, unchanged }: DatasetDiff): string {
  const lines = [
    ...added.map((id) => `+ ${id}`),
    ...removed.map((id) => `- ${id}`),
    ...changed.flatMap(({ id, fields, testChanged }) => [
      `~ ${id}${testChanged ? "" : "  (the test is the same)"}`,
      ...fields.map(({ field, before: from, after: to }) => `    ${field}  ${short(from)} → ${short(to)}`),
    ]),
  ];
  if (lines.length > 0) lines.push("");
  lines.push(
    `${before.file} ${shortDigest(before.digest)} → ${after.file} ${shortDigest(after.digest)}`,
    `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} unchanged`,
  );
  return `${lines.join("\n")}\n`;
}

function short(value: Json | undefined): string {
  if (value === undefined) return "(absent)";
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

/** `dataset validate [dataset...]`: every fault; exit 1 when there is one. */
export async function validateCommand(call: Call, context: Context): Promise<number> {
  const files: string[] = [];
  for (const name of call.arguments) {
    const found = await resolveDatasetName(name, context, call.flags);
    if ("file" in found) files.push(found.file);
  }
  if (call.arguments.length === 0) files.push(...(await projectDatasets(call, context)));
  if (files.length === 0)
    throw new InputError("no-dataset", "there is no dataset to check", { hint: "goldloop dataset validate FILE" });
  const checked = await Promise.all(files.map((file) => checkDataset(file, context.directory)));
  const faults = checked.flatMap((one) => [...one.faults]);
  const document = {
    schema: "goldloop/dataset-check/v1",
    valid: faults.length === 0,
    datasets: checked.map((one) => ({
      file: one.file,
      summary: "summary" in one ? one.summary : null,
      faults: one.faults.map(failureDocument),
    })),
  };
  print(context, call, document, () =>
    checked
      .map((one) => {
        if ("summary" in one)
          return `✓ ${relative(context.directory, resolve(context.directory, one.file))}  ${one.summary.count} examples\n`;
        return formatFailure(
          one.faults.length === 1 ? one.faults[0] : new InputErrors(one.faults),
          context.directory,
          hasColor(context.stdout, context.environment),
        );
      })
      .join(""),
  );
  return faults.length === 0 ? 0 : 1;
}

/** `dataset digest <dataset>` */
export async function digestCommand(call: Call, context: Context): Promise<number> {
  const { file, digest, count } = await openDataset(call.arguments[0] ?? "", context, call.flags);
  return print(context, call, { schema: "goldloop/dataset-digest/v1", file, digest, count }, () => `${digest}\n`);
}

/** `dataset import <file>`: a foreign file as a golden dataset. Never overwrites. */
export async function importCommand(call: Call, context: Context): Promise<number> {
  const [file = ""] = call.arguments;
  const flags = call.flags as { idColumn?: string; inputColumn?: string; expectedColumn?: string; out?: string };
  const path = resolve(context.directory, file);
  if (!existsSync(path)) throw new InputError("no-file", `there is no file ${file}`, { location: { file: path } });
  const { idColumn, inputColumn, expectedColumn } = flags;
  const imported = importRows(await readFile(path), file, { idColumn, inputColumn, expectedColumn });
  const out = flags.out ?? `evals/datasets/${(file.split(/[\\/]/).at(-1) ?? file).replace(/\.[^.]+$/, "")}.jsonl`;
  const target = resolve(context.directory, out);
  if (existsSync(target))
    throw new InputError("file-exists", `${out} is there already`, {
      location: { file: target },
      hint: "--out another-name.jsonl",
    });
  const { mkdir } = await import("node:fs/promises");
  await mkdir(resolve(target, ".."), { recursive: true });
  const dataset = await writeDataset(target, imported.examples);
  const { duplicates, metadata, idsMade } = imported;
  const document = {
    schema: "goldloop/dataset-import/v1",
    file: target,
    digest: dataset.digest,
    count: dataset.count,
    duplicates,
    metadata,
    idsMade,
  };
  return print(context, call, document, () => {
    const lines = [`✓ ${out}  ${dataset.count} examples`];
    if (idsMade) lines.push("  ids were made from the content, since the file has none");
    if (metadata.length > 0) lines.push(`  kept as metadata: ${metadata.join(", ")}`);
    if (duplicates.length > 0)
      lines.push(
        `  left out, since they repeat a row: ${duplicates.map(({ row, sameAs }) => `row ${row} (= ${sameAs})`).join(", ")}`,
      );
    return `${lines.join("\n")}\n`;
  });
}

/** `dataset export <dataset> --format csv` */
export async function exportCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as { format?: FormatName; out?: string };
  const dataset = await openDataset(call.arguments[0] ?? "", context, call.flags);
  const text = exportDataset(dataset, flags.format ?? "jsonl");
  if (flags.out === undefined) {
    if (call.json) throw new InputError("two-outputs", "--json needs a file for the dataset", { hint: "--out FILE" });
    context.stdout.write(text);
    return 0;
  }
  const target = resolve(context.directory, flags.out);
  if (existsSync(target))
    throw new InputError("file-exists", `${flags.out} is there already`, { location: { file: target } });
  await writeFile(target, text);
  return print(
    context,
    call,
    { schema: "goldloop/dataset-export/v1", file: target, count: dataset.count },
    () => `✓ ${flags.out}  ${dataset.count} examples\n`,
  );
}
