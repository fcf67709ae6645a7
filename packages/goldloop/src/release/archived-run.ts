import { gunzipSync } from "node:zlib";
import type { Example } from "../dataset/index.ts";
import { digestOf, type Digest } from "../digest/index.ts";
import type { ResultLine, RunRecord, StoredRun } from "../run/index.ts";
import type { ProjectFiles } from "./baseline-files.ts";
import { combineDigests, runFiles } from "./run-digest.ts";

/** A run of an approved baseline, read whole: what is used is what the digest was computed of. */
export interface ArchivedRun {
  stored: StoredRun;
  digest: Digest;
}

/** Reads a run of an approved baseline from its folder; undefined when a file of it is missing. Throws what gunzip or JSON throw for damaged ones. */
export async function readArchivedRun(files: ProjectFiles, folder: string): Promise<ArchivedRun | undefined> {
  const run = await files.read(`${folder}/${runFiles.run}`);
  const packedResults = await files.read(`${folder}/${runFiles.results}.gz`);
  const packedExamples = await files.read(`${folder}/${runFiles.examples}.gz`);
  if (run === undefined || packedResults === undefined || packedExamples === undefined) return undefined;
  const results = gunzipSync(packedResults);
  const examples = gunzipSync(packedExamples);
  const digest = combineDigests({ run: digestOf(run), results: digestOf(results), examples: digestOf(examples) });
  const record = JSON.parse(run.toString("utf8")) as RunRecord;
  if (record.schema !== "goldloop/run/v1") throw new Error(`its schema is ${String(record.schema)}`);
  return {
    digest,
    stored: {
      dir: `${folder}${files.where}`,
      record,
      results: () => linesOf<ResultLine>(results),
      examples: () => linesOf<Example>(examples),
    },
  };
}

// Asynchronous since StoredRun reads from disk elsewhere.
// oxlint-disable-next-line require-await
async function* linesOf<T>(bytes: Buffer): AsyncGenerator<T> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    if (stop > start) yield JSON.parse(bytes.toString("utf8", start, stop)) as T;
    start = stop + 1;
  }
}
