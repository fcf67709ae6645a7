import { glob } from "tinyglobby";
import { InputError, InputErrors } from "../error/index.ts";
import type { Digest } from "../digest/index.ts";
import type { Dataset, FormatName } from "./dataset.ts";
import { loadDataset } from "./load.ts";

/** Where datasets lie in a project (design 4). */
export const datasetPatterns: readonly string[] = ["evals/datasets/**/*.{jsonl,ndjson,json,yaml,yml,csv}"];

/** A dataset in short. */
export interface DatasetSummary {
  file: string;
  format: FormatName;
  digest: Digest;
  count: number;
  splits: Record<string, number>;
  tags: Record<string, number>;
}

/** The dataset files of a project, relative to its folder, sorted. */
export async function findDatasets(
  directory: string,
  patterns: readonly string[] = datasetPatterns,
): Promise<string[]> {
  const found = await glob([...patterns], { cwd: directory, ignore: ["**/node_modules/**", "**/.goldloop/**"] });
  return found.toSorted();
}

/** A dataset in short. */
export function summarizeDataset(dataset: Dataset): DatasetSummary {
  const { file, format, digest, count } = dataset;
  return {
    file,
    format,
    digest,
    count,
    splits: Object.fromEntries(dataset.splits()),
    tags: Object.fromEntries(dataset.tags()),
  };
}

/** The dataset in short, or what is wrong with it. Errors other than those of the input go on. */
export async function checkDataset(
  file: string,
  directory?: string,
): Promise<{ file: string; summary: DatasetSummary; faults: [] } | { file: string; faults: readonly InputError[] }> {
  try {
    return { file, summary: summarizeDataset(await loadDataset(file, { directory })), faults: [] };
  } catch (error) {
    if (error instanceof InputErrors) return { file, faults: error.errors };
    if (error instanceof InputError) return { file, faults: [error] };
    throw error;
  }
}
