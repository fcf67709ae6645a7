import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { InputError } from "../error/index.ts";
import type { RunOptions } from "./plan.ts";
import { findRun, isRun, listRuns, newRunId, runsDirectory } from "./store.ts";

/** One run of a set: what it is of. */
export interface RunSetMember {
  suite: string;
  /** The name under `targets:`; null for the only target. */
  target: string | null;
}

/** Several runs of one command, together (design 4.4): set.json. */
export interface RunSet {
  schema: "goldloop/run-set/v1";
  id: string;
  /** Directories of the runs, relative to the set's. One that is not there never started. */
  runs: string[];
  /** What each run is of, in the order of `runs`. */
  members: RunSetMember[];
  /** What the command line said: a run that never started is started with it by `--resume`. */
  options: RunOptions;
}

/** A set that is on disk, or about to be. */
export interface StoredRunSet extends RunSet {
  dir: string;
  /** Absolute directories of the runs, in order. */
  dirs: string[];
}

export const setFile = "set.json";

/**
 * Decides where the runs of a command go, before the first starts: into `.goldloop/runs`, or into folders of `out`.
 * Nothing is written yet. Throws InputError (`run-exists`) when `out` holds a set already.
 */
export function planRunSet(
  project: string,
  members: readonly RunSetMember[],
  options: RunOptions,
  out: string | undefined,
): StoredRunSet {
  const now = Date.now();
  const id = newRunId("set", null, new Date(now));
  const dir = out ?? join(runsDirectory(project), id);
  if (existsSync(join(dir, setFile))) {
    throw new InputError("run-exists", `${dir} already holds a set of runs`, {
      hint: `goldloop run --resume ${dir}`,
      location: { file: dir },
    });
  }
  // A millisecond apart, so that the ids sort in the order of the runs.
  const dirs = members.map(({ suite, target }, index) =>
    out === undefined
      ? join(runsDirectory(project), newRunId(suite, target, new Date(now + index)))
      : join(out, [suite, ...(target === null ? [] : [target])].join("-").replaceAll("/", "-")),
  );
  const { trials, concurrency, filter, split, tags, limit, shard } = options;
  return {
    schema: "goldloop/run-set/v1",
    id,
    runs: dirs.map((run) => relative(dir, run).split(sep).join("/")),
    members: members.map(({ suite, target }) => ({ suite, target })),
    options: { trials, concurrency, filter, split, tags, limit, shard },
    dir,
    dirs,
  };
}

/** Records that runs belong together, so that a gate takes all of them or none. A set that is there already stays. */
export function writeRunSet({ dir, schema, id, runs, members, options }: StoredRunSet): void {
  if (existsSync(join(dir, setFile))) return;
  const set: RunSet = { schema, id, runs, members, options };
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, setFile), `${JSON.stringify(set, null, 2)}\n`);
}

/** Reads the set in a directory. Throws InputError when it is none, is broken or of another schema. */
export async function readRunSet(dir: string): Promise<StoredRunSet> {
  const file = join(dir, setFile);
  let set: RunSet;
  try {
    set = JSON.parse(await readFile(file, "utf8")) as RunSet;
  } catch (cause) {
    if (!existsSync(file)) {
      throw new InputError("no-run-set", `${dir} is no set of runs: it has no ${setFile}`, {
        cause,
        hint: "goldloop run",
      });
    }
    throw new InputError("broken-run-set", `${file} is not JSON`, { cause, location: { file } });
  }
  if (set.schema !== "goldloop/run-set/v1") {
    throw new InputError("unknown-run-schema", `${file} has schema ${String(set.schema)}, not goldloop/run-set/v1`, {
      location: { file },
      hint: "npm install goldloop@latest",
    });
  }
  if (!Array.isArray(set.runs) || set.runs.length === 0 || set.members?.length !== set.runs.length) {
    throw new InputError("broken-run-set", `${file} does not name its runs`, { location: { file } });
  }
  return { ...set, dir, dirs: set.runs.map((run) => resolve(dir, run)) };
}

/** The set that a name stands for, by the rules of findRuns; undefined when it stands for a run, or for nothing. */
export async function findRunSet(project: string, from: string, name: string): Promise<StoredRunSet | undefined> {
  const latest = /^latest(?:~(\d+))?$/.exec(name);
  if (latest !== null) return (await newestFirst(project))[Number(latest[1] ?? 0)]?.set;
  const asPath = isAbsolute(name) ? name : resolve(from, name);
  if (existsSync(join(asPath, setFile))) return readRunSet(asPath);
  if (basename(asPath) === setFile && existsSync(asPath)) return readRunSet(dirname(asPath));
  if (isRun(asPath)) return undefined;
  const ids = await listRunSets(project);
  const fitting = ids.filter((id) => id === name || id.startsWith(name));
  const [only] = fitting;
  if (only === undefined) return undefined;
  const rivals = fitting.length + (await listRuns(project)).filter((id) => id.startsWith(name)).length;
  if (rivals > 1 && only !== name) {
    throw new InputError("ambiguous-run", `"${name}" is the start of ${rivals} runs and sets`, {
      hint: fitting.slice(0, 3).join(", "),
    });
  }
  return readRunSet(join(runsDirectory(project), only));
}

/**
 * The directories of the runs that a name stands for. A set (by id, the start of an id, or directory) stands for all of
 * its runs, those that never started too: opening such a one throws. `latest` and `latest~n` count a set as one, newer
 * than its runs. Everything else as findRun, and one directory. Throws InputError when nothing fits.
 */
export async function findRuns(project: string, from: string, name: string): Promise<string[]> {
  const set = await findRunSet(project, from, name);
  if (set !== undefined) return set.dirs;
  const latest = /^latest(?:~(\d+))?$/.exec(name);
  if (latest === null) return [await findRun(project, from, name)];
  const found = await newestFirst(project);
  const run = found[Number(latest[1] ?? 0)]?.run;
  if (run !== undefined) return [run];
  const there = found.length === 0 ? "there are no runs" : `there are only ${found.length} runs and sets`;
  throw new InputError("no-run", `${name}: ${there}`, { hint: "goldloop run" });
}

interface Entry {
  /** What it is sorted by. */
  id: string;
  set?: StoredRunSet;
  /** The directory of a run that belongs to no set. */
  run?: string;
}

async function newestFirst(project: string): Promise<Entry[]> {
  const folder = runsDirectory(project);
  const sets = await Promise.all((await listRunSets(project)).map((id) => readRunSet(join(folder, id))));
  const taken = new Set(sets.flatMap(({ dirs }) => dirs));
  const entries: Entry[] = sets.map((set) => ({
    id: [set.id, ...set.dirs.map((dir) => basename(dir))].toSorted().at(-1) ?? set.id,
    set,
  }));
  for (const id of await listRuns(project)) {
    const run = join(folder, id);
    if (!taken.has(run)) entries.push({ id, run });
  }
  return entries.toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

/** The ids of a project's sets, newest first. */
async function listRunSets(project: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(runsDirectory(project));
  } catch {
    return [];
  }
  return names
    .filter((name) => existsSync(join(runsDirectory(project), name, setFile)))
    .toSorted()
    .toReversed();
}
