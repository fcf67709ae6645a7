import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Example } from "../dataset/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { flat } from "./flat.ts";
import { completeLines, hasLines } from "./lines.ts";
import type { ResultLine, RunRecord, StoredRun } from "./record.ts";

export const runFile = "run.json";
export const resultsFile = "results.jsonl";
export const examplesFile = "examples.jsonl";

/** The folder of a project's runs. */
export function runsDirectory(project: string): string {
  return join(project, ".goldloop", "runs");
}

/** `20261101-100000-support-3f9a`: sorts by time, reads well, never clashes. */
export function newRunId(suite: string, target: string | null, now: Date): string {
  const time = now.toISOString().replace(/[-:.]/g, "").replace("T", "-").slice(0, 18);
  const name = [suite, target].filter((part) => part !== null).join("-");
  const slug = name.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  const random = Math.floor(Math.random() * 0x10000)
    .toString(16)
    .padStart(4, "0");
  return `${time}-${slug}-${random}`;
}

/** Writes run.json in one step. */
export async function writeRunRecord(dir: string, record: RunRecord): Promise<void> {
  await mkdir(dir, { recursive: true });
  const temporary = join(dir, `${runFile}.tmp`);
  await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`);
  await rename(temporary, join(dir, runFile));
}

/** Opens a run directory, an approved baseline with its gzipped files too. Throws InputError when it is none. */
export async function openRun(dir: string): Promise<StoredRun> {
  let text: string;
  try {
    text = await readFile(join(dir, runFile), "utf8");
  } catch (error) {
    throw new InputError("no-run", `${dir} is no run: it has no readable ${runFile}`, {
      cause: error,
      hint: "goldloop run",
      location: { file: dir },
    });
  }
  let record: RunRecord;
  try {
    record = JSON.parse(text) as RunRecord;
  } catch (error) {
    throw new InputError("broken-run", `${join(dir, runFile)} is not JSON`, { cause: error, location: { file: dir } });
  }
  if (record.schema !== "goldloop/run/v1") {
    throw new InputError(
      "unknown-run-schema",
      `${join(dir, runFile)} has schema ${String(record.schema)}, not goldloop/run/v1`,
      {
        location: { file: dir },
        hint: "npm install goldloop@latest",
      },
    );
  }
  return {
    dir,
    record,
    results: () => flat(counted(readLines<ResultLine>(join(dir, resultsFile)), record, dir)),
    examples: () => flat(readLines<Example>(join(dir, examplesFile))),
  };
}

/** The lines of a run as they are there, counted by nobody. */
export function readResults(dir: string): AsyncIterableIterator<ResultLine> {
  return flat(readLines<ResultLine>(join(dir, resultsFile)));
}

async function* counted(
  batches: AsyncGenerator<ResultLine[], void>,
  { endedAt, executed }: RunRecord,
  dir: string,
): AsyncGenerator<ResultLine[], void> {
  let n = 0;
  for await (const batch of batches) {
    n += batch.length;
    yield batch;
  }
  if (endedAt === null || n === executed) return;
  throw new InputError("results-changed", `${resultsFile} has ${n} whole lines, but the run recorded ${executed}`, {
    location: { file: join(dir, resultsFile) },
    hint: `goldloop run --resume ${dir}`,
  });
}

async function* readLines<T>(file: string): AsyncGenerator<T[], void> {
  if (!hasLines(file)) return;
  let number = 0;
  for await (const { lines } of completeLines(file)) {
    const batch: T[] = [];
    for (const line of lines) {
      number += 1;
      if (line !== "") batch.push(parseLine<T>(line, file, number));
    }
    yield batch;
  }
}

function parseLine<T>(line: string, file: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    const location = { file, line: number };
    throw new InputError("broken-line", `${basename(file)} has a broken line`, { cause, location });
  }
}

/** Whether a directory holds a run, as far as its run.json tells. */
export function isRun(dir: string): boolean {
  return existsSync(join(dir, runFile));
}

/** The ids of a project's runs, newest first. */
export async function listRuns(project: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(runsDirectory(project));
  } catch {
    return [];
  }
  return names
    .filter((name) => isRun(join(runsDirectory(project), name)))
    .toSorted()
    .toReversed();
}

/**
 * The directory of a run named by id, the start of an id, directory, `latest`, `latest~n` (n runs before), or
 * `latest:suite`. Throws InputError with what is there when nothing fits.
 */
export async function findRun(project: string, from: string, name: string): Promise<string> {
  const latest = /^latest(?::([^~]+))?(?:~(\d+))?$/.exec(name);
  const ids = await listRuns(project);
  if (latest !== null) {
    const [, suite, back] = latest;
    const fitting = suite === undefined ? ids : await runsOfSuite(project, ids, suite);
    const id = fitting[Number(back ?? 0)];
    if (id === undefined) {
      const there = fitting.length === 0 ? "there are no runs" : `there are only ${fitting.length} runs`;
      throw new InputError("no-run", `${name}: ${there}${suite === undefined ? "" : ` of ${suite}`}`, {
        hint: "goldloop run",
      });
    }
    return join(runsDirectory(project), id);
  }
  const asPath = isAbsolute(name) ? name : resolve(from, name);
  if (isRun(asPath)) return asPath;
  if (basename(asPath) === runFile && existsSync(asPath)) return dirname(asPath);
  const fitting = ids.filter((id) => id === name || id.startsWith(name));
  const [only] = fitting;
  if (only !== undefined && (fitting.length === 1 || fitting.includes(name))) {
    return join(runsDirectory(project), fitting.includes(name) ? name : only);
  }
  if (fitting.length > 1) {
    throw new InputError("ambiguous-run", `"${name}" is the start of ${fitting.length} runs`, {
      hint: fitting.slice(0, 3).join(", "),
    });
  }
  throw new InputError("no-run", `there is no run "${name}"${suggestion(name, ids)}`, { hint: "goldloop view --list" });
}

async function runsOfSuite(project: string, ids: readonly string[], suite: string): Promise<string[]> {
  const fitting: string[] = [];
  for (const id of ids) {
    const { record } = await openRun(join(runsDirectory(project), id));
    if (record.suite === suite) fitting.push(id);
  }
  return fitting;
}
