import { resolve } from "node:path";
import type { Config, SuiteConfig } from "../config/index.ts";
import {
  datasetOfExamples,
  loadDataset,
  selectExamples,
  verifyAttachments,
  type Dataset,
  type Example,
} from "../dataset/index.ts";
import { canonicalJson } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { prepareScorers, type PreparedScorer, type ScorerEnvironment } from "../scorer/index.ts";
import { importGraph } from "../module/index.ts";
import { openReplay, type Replay, type TargetSpec } from "../target/index.ts";
import type { Selection } from "./record.ts";
import type { TargetHome } from "./target-home.ts";

/** What the command line (or a caller) says beside the configuration. */
export interface RunOptions {
  trials?: number | undefined;
  concurrency?: number | undefined;
  filter?: readonly string[] | undefined;
  split?: string | undefined;
  tags?: readonly string[] | undefined;
  limit?: number | undefined;
  /** 1-based part of `count`. */
  shard?: { index: number; count: number } | undefined;
  /** A file of recorded outputs, scored in place of calling the target. */
  replay?: string | undefined;
}

/** One example in one trial. */
export interface Task {
  /** The example's place in the dataset. */
  index: number;
  trial: number;
}

/** Everything that is decided before a run starts. */
export interface Plan {
  suite: SuiteConfig;
  /** The name under `targets:`; null for the only target. */
  targetName: string | null;
  targetSpec: TargetSpec;
  /** Where the target is, when not beside its suite: in a worktree of another commit. */
  targetHome?: TargetHome;
  replay: Replay | undefined;
  /** An exec target that names its files, so that a change of them is seen. */
  targetFilesNamed: boolean;
  dataset: Dataset;
  /** Places of the selected examples, in dataset order. */
  indices: readonly number[];
  selection: Selection;
  trials: number;
  concurrency: number;
  suiteScorers: readonly PreparedScorer[];
  /** The suite's scorers and the example's own; an example's scorer takes the place of the suite's of the same name. */
  scorersOf: (example: Example) => readonly PreparedScorer[];
  /** All scorers that any example of the dataset brings, each once. */
  exampleScorers: () => PreparedScorer[];
}

/** The suites that were named, or all. Patterns such as `redteam/*` are allowed. Throws InputError for a name that fits none. */
export function selectSuites(config: Config, names: readonly string[]): SuiteConfig[] {
  if (config.suites.size === 0) {
    throw new InputError("no-suite", "there is no suite to run", {
      hint: "goldloop init",
      location: config.file === undefined ? undefined : { file: config.file },
    });
  }
  if (names.length === 0) return [...config.suites.values()];
  const chosen = new Set<SuiteConfig>();
  for (const name of names) {
    const pattern = new RegExp(
      `^${name
        .split("*")
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*")}$`,
    );
    const fitting = [...config.suites.values()].filter((suite) => pattern.test(suite.name));
    if (fitting.length === 0) {
      throw new InputError("unknown-suite", `there is no suite "${name}"${suggestion(name, config.suites.keys())}`, {
        hint: `goldloop run ${[...config.suites.keys()].slice(0, 5).join(" ")}`,
      });
    }
    for (const suite of fitting) chosen.add(suite);
  }
  return [...chosen];
}

/** Plans the runs of a suite: one for its target, or one for each of its targets. */
export async function planSuite(
  suite: SuiteConfig,
  options: RunOptions,
  environment: Omit<ScorerEnvironment, "directory">,
  from: string,
): Promise<Plan[]> {
  const at = (path: (string | number)[]) => ({ location: suite.locate(path) });
  const dataset = await openDataset(suite);
  const selected = selectionOf(suite, dataset, options);
  await verifyAttachments(dataset, selected.indices);
  const modules = suite.inCode ? await importGraph(suite.file) : [];
  const scorerEnvironment: ScorerEnvironment = { ...environment, directory: suite.directory, modules };
  const scorers = await scorersOfSuite(suite, dataset, selected.indices, scorerEnvironment);
  const targets: [string | null, TargetSpec][] =
    options.replay !== undefined
      ? [[null, { replay: { file: resolve(from, options.replay) } }]]
      : suite.targets === undefined
        ? [[null, requireTarget(suite)]]
        : Object.entries(suite.targets);
  const plans: Plan[] = [];
  for (const [targetName, targetSpec] of targets) {
    const replay = await replayOf(targetSpec, suite);
    const trials = options.trials ?? suite.trials ?? replay?.trials ?? 1;
    if (replay !== undefined) checkReplay(replay, dataset, trials);
    plans.push({
      suite,
      targetName,
      targetSpec,
      replay,
      targetFilesNamed: namesFiles(targetSpec),
      dataset,
      ...selected,
      trials,
      concurrency: options.concurrency ?? suite.concurrency ?? 8,
      ...scorers,
    });
  }
  return plans;

  function requireTarget(of: SuiteConfig): TargetSpec {
    if (of.target !== undefined) return of.target;
    throw new InputError("no-target", `suite "${of.name}" has no target`, {
      ...at([]),
      hint: "target: { module: ./app.ts }   or   goldloop run --replay outputs.jsonl",
    });
  }
}

/** The recorded outputs that a target stands for, from the command line or the configuration: the rules are the same. */
async function replayOf(spec: TargetSpec, suite: SuiteConfig): Promise<Replay | undefined> {
  if (typeof spec !== "object" || !("replay" in spec)) return undefined;
  const { replay } = spec;
  return openReplay(resolve(suite.directory, typeof replay === "string" ? replay : replay.file));
}

function namesFiles(spec: TargetSpec): boolean {
  if (typeof spec !== "object" || !("exec" in spec) || typeof spec.exec === "string" || Array.isArray(spec.exec))
    return false;
  return (spec.exec.files ?? []).length > 0;
}

async function openDataset(suite: SuiteConfig): Promise<Dataset> {
  const { dataset } = suite;
  if (Array.isArray(dataset)) return datasetOfExamples(dataset, suite.file);
  const file = typeof dataset === "string" ? dataset : dataset.file;
  try {
    return await loadDataset(file, { directory: suite.directory });
  } catch (error) {
    if (error instanceof InputError && error.code === "no-file") {
      throw new InputError("no-dataset", `suite "${suite.name}": there is no dataset ${file}`, {
        location: suite.locate(["dataset"]),
        hint: "goldloop init   or correct the path",
        cause: error,
      });
    }
    throw error;
  }
}

function selectionOf(
  suite: SuiteConfig,
  dataset: Dataset,
  options: RunOptions,
): { indices: readonly number[]; selection: Selection } {
  const own = typeof suite.dataset === "object" && !Array.isArray(suite.dataset) ? suite.dataset : undefined;
  const chosen = {
    filter: [...(options.filter ?? [])],
    split: options.split ?? own?.split,
    tags: [...new Set([...(own?.tags ?? []), ...(options.tags ?? [])])],
    limit: options.limit ?? own?.limit,
    shard: options.shard,
  };
  const indices = selectExamples(dataset, chosen);
  const { filter, split, tags, limit, shard } = chosen;
  const narrowed =
    filter.length > 0 || split !== own?.split || tags.length !== (own?.tags ?? []).length || limit !== own?.limit;
  return {
    indices,
    selection: {
      filter,
      split: split ?? null,
      tags,
      limit: limit ?? null,
      shard: shard ?? null,
      narrowed,
      partial: narrowed || shard !== undefined,
    },
  };
}

async function scorersOfSuite(
  suite: SuiteConfig,
  dataset: Dataset,
  indices: readonly number[],
  environment: ScorerEnvironment,
): Promise<Pick<Plan, "suiteScorers" | "scorersOf" | "exampleScorers">> {
  const suiteScorers = await prepareScorers(suite.scorers, environment, (index) => suite.locate(["scorers", index]));
  const byList = new Map<string, { own: PreparedScorer[]; merged: readonly PreparedScorer[] }>();
  let next = 0;
  const without: string[] = [];
  const lacking = new Map<PreparedScorer, { ids: string[]; what: string }>();
  let index = -1;
  for (const example of dataset) {
    index += 1;
    let merged: readonly PreparedScorer[] = suiteScorers;
    if (example.scorers !== undefined && example.scorers.length > 0) {
      const key = canonicalJson(example.scorers);
      let prepared = byList.get(key);
      if (prepared === undefined) {
        const at = index;
        const own = await prepareScorers(example.scorers, environment, (i) => dataset.location(at, ["scorers", i]));
        prepared = { own, merged: merge(suiteScorers, own) };
        byList.set(key, prepared);
      }
      merged = prepared.merged;
    }
    if (indices[next] !== index) continue;
    next += 1;
    if (merged.length === 0) without.push(example.id);
    for (const scorer of merged) {
      const what = scorer.missing(example);
      if (what === undefined) continue;
      const entry = lacking.get(scorer) ?? { ids: [], what };
      entry.ids.push(example.id);
      lacking.set(scorer, entry);
    }
  }
  if (without.length > 0) {
    throw new InputError("no-scorer", `${examples(without)} no scorer at all (suite "${suite.name}")`, {
      location: suite.locate(["scorers"]),
      hint: "give the suite scorers: [equals], or the example scorers of its own",
    });
  }
  const [first] = lacking;
  if (first !== undefined) {
    const [scorer, { ids, what }] = first;
    throw new InputError("nothing-to-compare", `${scorer.name} needs ${what}, which ${examples(ids)} not`, {
      location: suite.locate(["scorers"]),
      hint: `give them ${what}, or move ${scorer.name} to the examples that it is meant for`,
    });
  }
  return {
    suiteScorers,
    scorersOf: (example) => {
      if (example.scorers === undefined || example.scorers.length === 0) return suiteScorers;
      return byList.get(canonicalJson(example.scorers))?.merged ?? suiteScorers;
    },
    exampleScorers: () => {
      const unique = new Map<string, PreparedScorer>();
      for (const { own } of byList.values()) for (const scorer of own) unique.set(scorer.digest, scorer);
      return [...unique.values()];
    },
  };
}

function merge(suite: readonly PreparedScorer[], own: readonly PreparedScorer[]): readonly PreparedScorer[] {
  const names = new Set(own.map(({ name }) => name));
  return [...suite.filter(({ name }) => !names.has(name)), ...own];
}

function examples(ids: readonly string[]): string {
  const [first] = ids;
  return ids.length === 1
    ? `example ${first} has`
    : `${ids.length} examples (${ids.slice(0, 3).join(", ")}${ids.length > 3 ? ", ..." : ""}) have`;
}

function checkReplay(replay: Replay, dataset: Dataset, trials: number): void {
  for (const { id, trial, line } of replay.entries()) {
    const location = { file: replay.file, line };
    if (dataset.indexOf(id) === undefined) {
      throw new InputError("unknown-example", `the dataset has no example "${id}"${suggestion(id, dataset.ids())}`, {
        location,
      });
    }
    if (trial >= trials) {
      throw new InputError(
        "unknown-trial",
        `trial ${trial} of ${id}, but only ${trials} ${trials === 1 ? "trial is" : "trials are"} run (they count from 0)`,
        {
          location,
          hint: `--trials ${trial + 1}`,
        },
      );
    }
  }
}
