import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findProject, loadConfig, type Config, type SuiteConfig } from "../config/index.ts";
import { datasetOfExamples, loadDataset, type Dataset, type Example } from "../dataset/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import type { Context } from "./context.ts";

/** The file of a suite's dataset; undefined when its examples stand in code. */
export function datasetFileOf(suite: SuiteConfig): string | undefined {
  const { dataset } = suite;
  if (Array.isArray(dataset)) return undefined;
  return resolve(suite.directory, typeof dataset === "string" ? dataset : dataset.file);
}

/** The configuration, if the project has one that loads. A broken one must not keep anybody from looking at a file. */
export async function configIfAny(
  context: Context,
  flags: Readonly<Record<string, unknown>>,
): Promise<Config | undefined> {
  const explicit = flags["config"] as string | undefined;
  try {
    return await loadConfig(context.directory, explicit);
  } catch (error) {
    if (explicit === undefined && error instanceof InputError) return undefined;
    throw error;
  }
}

/** The project's folder. */
export function projectDirectory(context: Context, flags: Readonly<Record<string, unknown>>): string {
  return findProject(context.directory, flags["config"] as string | undefined).directory;
}

/** What a dataset's name stands for: a file or a suite, each with `@<git ref>` for an earlier version. */
export async function resolveDatasetName(
  name: string,
  context: Context,
  flags: Readonly<Record<string, unknown>>,
): Promise<{ file: string } | { suite: SuiteConfig }> {
  const [plain = name] = name.split("@");
  if (existsSync(resolve(context.directory, name)) || existsSync(resolve(context.directory, plain)))
    return { file: name };
  const config = await configIfAny(context, flags);
  const suite = config?.suites.get(plain);
  if (suite === undefined) {
    if (/[./\\]/.test(plain)) return { file: name };
    throw new InputError(
      "unknown-dataset",
      `there is no dataset or suite "${name}"${suggestion(plain, config?.suites.keys() ?? [])}`,
      {
        hint: "goldloop dataset ls",
      },
    );
  }
  const file = datasetFileOf(suite);
  return file === undefined ? { suite } : { file: file + name.slice(plain.length) };
}

/** Loads a dataset by name. */
export async function openDataset(
  name: string,
  context: Context,
  flags: Readonly<Record<string, unknown>>,
): Promise<Dataset> {
  const found = await resolveDatasetName(name, context, flags);
  if ("file" in found) return loadDataset(found.file, { directory: context.directory });
  return datasetOfExamples(found.suite.dataset as Example[], found.suite.file);
}
