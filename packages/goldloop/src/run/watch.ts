import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { Config, SuiteConfig } from "../config/index.ts";
import { digestOf } from "../digest/index.ts";
import { importGraph } from "../module/index.ts";
import type { Plan } from "./plan.ts";

/** Which suites a changed file belongs to, and which of their examples it touches. */
export interface Touch {
  suite: string;
  /** Ids of the examples that are new or have changed; undefined when all are touched (target, scorers, configuration). */
  ids: string[] | undefined;
  /** The files that read differently. */
  files: string[];
}

/** What a suite looked like when it was last run. */
export interface Snapshot {
  suite: string;
  datasetFile: string;
  /** Test digests by id. */
  tests: Map<string, string>;
  /** Everything else that its results follow from: digests by file, undefined where there is none. */
  files: Map<string, string | undefined>;
}

/** Takes down what a suite is made of. */
export async function takeSnapshot(plan: Plan, config: Config): Promise<Snapshot> {
  const files = new Set<string>([plan.suite.file]);
  if (config.file !== undefined) files.add(config.file);
  for (const scorer of [...plan.suiteScorers, ...plan.exampleScorers()]) {
    for (const file of Object.keys(scorer.files)) files.add(resolve(plan.suite.directory, file));
  }
  for (const file of await targetFiles(plan.suite)) files.add(file);
  for (const judge of Object.values(config.judges)) {
    if (judge.prompt !== undefined && !judge.prompt.includes("\n")) files.add(resolve(config.directory, judge.prompt));
  }
  const tests = new Map<string, string>();
  for (const index of plan.indices) tests.set(plan.dataset.ids()[index] ?? "", plan.dataset.testDigest(index));
  const digests = await Promise.all(
    [...files].map(async (file) => {
      const bytes = await readFile(file).catch(() => undefined);
      return [file, bytes === undefined ? undefined : digestOf(bytes)] as const;
    }),
  );
  return { suite: plan.suite.name, datasetFile: plan.dataset.path, tests, files: new Map(digests) };
}

/** What has to run again: what reads differently now than before, whatever the file system reported in between. */
export function touched(before: Snapshot, now: Snapshot): Touch | undefined {
  const changed = [...new Set([...before.files.keys(), ...now.files.keys()])].filter(
    (file) => before.files.get(file) !== now.files.get(file),
  );
  if (changed.length > 0) return { suite: now.suite, ids: undefined, files: changed };
  const ids = [...now.tests].filter(([id, digest]) => before.tests.get(id) !== digest).map(([id]) => id);
  return ids.length === 0 ? undefined : { suite: now.suite, ids, files: [now.datasetFile] };
}

async function targetFiles(suite: SuiteConfig): Promise<string[]> {
  const specs = [suite.target, ...Object.values(suite.targets ?? {})];
  const files: string[] = suite.inCode ? await importGraph(suite.file) : [];
  for (const spec of specs) {
    if (typeof spec !== "object" || spec === null) continue;
    const { module } = spec as { module?: string | { file?: string } };
    const path = typeof module === "string" ? module : module?.file;
    if (path !== undefined)
      files.push(...(await importGraph(isAbsolute(path) ? path : resolve(suite.directory, path))));
    for (const value of stringsIn(spec)) {
      if (/\.(md|txt|py|rb|go|js|ts|sh)$/.test(value)) files.push(resolve(suite.directory, value));
    }
  }
  return files;
}

function* stringsIn(value: unknown): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) yield* stringsIn(part);
}
