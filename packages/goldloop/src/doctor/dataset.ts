import { resolve } from "node:path";
import { loadDataset } from "../dataset/index.ts";
import type { SuiteConfig } from "../config/index.ts";
import { faultsOf, healthy, type Diagnosis } from "./diagnosis.ts";

/** A suite's dataset loads, every example in it is valid. */
export async function checkDataset(suite: SuiteConfig): Promise<Diagnosis[]> {
  const { dataset, name, directory } = suite;
  if (Array.isArray(dataset)) return [healthy("dataset", `${dataset.length} examples in code`, name)];
  const file = typeof dataset === "string" ? dataset : dataset.file;
  try {
    const loaded = await loadDataset(resolve(directory, file));
    const splits = [...loaded.splits()].map(([split, count]) => `${split} ${count}`);
    return [
      healthy(
        "dataset",
        `${file}: ${loaded.count} examples${splits.length === 0 ? "" : ` (${splits.join(", ")})`}`,
        name,
      ),
    ];
  } catch (error) {
    return faultsOf("dataset", error, name);
  }
}
