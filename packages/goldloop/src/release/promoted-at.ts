import { loadDatasetAt, selectExamples, type Dataset } from "../dataset/index.ts";
import { InputError, InputErrors } from "../error/index.ts";
import { deadlineOf } from "./deadline.ts";
import { readAtRef } from "./history.ts";
import type { LockedSuite } from "./locked-at.ts";

/** A promoted example as it was. */
export interface PromotedThen {
  testDigest: string;
  /** ISO 8601; null where nothing says when it was promoted. */
  deadline: string | null;
}

/**
 * The promoted examples (origin `trace`) that a suite selected as of a commit, by id. Undefined when
 * its dataset was not there. Throws InputErrors for a dataset that cannot be read, and `examples-in-code` for promoted
 * ones that stand in code, which is not run to find them.
 */
export async function promotedAt(
  directory: string,
  suite: LockedSuite,
  commit: string,
): Promise<Map<string, PromotedThen> | undefined> {
  let dataset: Dataset | undefined;
  try {
    dataset = await loadDatasetAt(directory, suite.file, commit);
  } catch (error) {
    if (error instanceof InputError && error.code === "unknown-format") return noneInCode(directory, suite, commit);
    throw error;
  }
  if (dataset === undefined) return undefined;
  const found = new Map<string, PromotedThen>();
  for (const index of selected(dataset, suite)) {
    const { id, origin } = dataset.at(index);
    if (origin?.kind === "trace")
      found.set(id, { testDigest: dataset.testDigest(index), deadline: deadlineOf(origin) });
  }
  return found;
}

const nothing = new Set(["no-match", "nothing-selected"]);

/** What the suite took of it; a split or tag that it did not have took nothing. */
function selected(dataset: Dataset, { split, tags, limit }: LockedSuite): number[] {
  try {
    return selectExamples(dataset, { split, tags, limit });
  } catch (error) {
    const faults = error instanceof InputErrors ? error.errors : [error];
    if (faults.every((fault) => fault instanceof InputError && nothing.has(fault.code))) return [];
    throw error;
  }
}

async function noneInCode(
  directory: string,
  { name, file }: LockedSuite,
  commit: string,
): Promise<Map<string, PromotedThen> | undefined> {
  const text = await readAtRef(directory, commit, file);
  if (text === undefined) return undefined;
  if (!/\borigin\b/.test(text)) return new Map();
  throw new InputError("examples-in-code", `the promoted examples of ${name} stand in code: ${file}`, {
    hint: "keep them in a dataset file",
    location: { file },
  });
}
