import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf, digestOfJson, type Digest } from "../digest/index.ts";
import { openLines } from "./packing.ts";

/** The files of a run that its digest covers. */
export const runFiles = { run: "run.json", results: "results.jsonl", examples: "examples.jsonl" } as const;

/** The digests of a run's files, uncompressed. */
export interface RunFileDigests {
  run: Digest;
  results: Digest;
  examples: Digest;
}

/** A run's digest: SHA-256 over the RFC 8785 form of the digests of its run.json, results and examples. */
export function combineDigests({ run, results, examples }: RunFileDigests): Digest {
  return digestOfJson({ run, results, examples });
}

/** The digest of a run in a directory, whether its lines are plain or gzipped. Throws what reading throws. */
export async function digestOfRun(dir: string): Promise<Digest> {
  return combineDigests({
    run: digestOf(await readFile(join(dir, runFiles.run))),
    results: await digestOfLines(join(dir, runFiles.results)),
    examples: await digestOfLines(join(dir, runFiles.examples)),
  });
}

async function digestOfLines(file: string): Promise<Digest> {
  const hash = createHash("sha256");
  for await (const part of openLines(file)) hash.update(part);
  return `sha256:${hash.digest("hex")}`;
}
