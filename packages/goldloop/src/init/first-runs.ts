import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { writeLock, type Config, type Environment, type SuiteConfig } from "../config/index.ts";
import type { Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { OpenModels } from "../model/index.ts";
import {
  computePins,
  openRun,
  planSuite,
  runPlan,
  selectSuites,
  type FinishedRun,
  type Plan,
  type RunEvents,
} from "../run/index.ts";
import type { Judge } from "../scorer/index.ts";
import { approve, describeRelease } from "../release/index.ts";
import { startLeakyEndpoint } from "./leaky-endpoint.ts";
import type { Scaffold } from "./scaffold.ts";
import { bug } from "./starter.ts";

/** What the first runs need. */
export interface FirstRunsSetting {
  config: Config;
  models: OpenModels;
  judges: ReadonlyMap<string, Judge>;
  environment: Environment;
  signal: AbortSignal;
  version: string;
  events: RunEvents;
}

/** A failing example of the broken copy. */
interface Caught {
  id: string;
  tags: readonly string[];
  input: Json;
  expected: Json | undefined;
  output: Json;
  scorers: { name: string; reason: string }[];
}

/** What the bug is that was put into a copy, and what the suite said to it. */
export interface Catch {
  /** In one line: what is wrong with the copy. */
  bug: string;
  failing: Caught[];
  examples: number;
}

/** Pins the suite that was set up. Returns the lock's path. */
export async function pinSuite(setting: FirstRunsSetting, name: string): Promise<string> {
  const { config } = setting;
  const plan = await planOf(suiteOf(config, name), setting);
  return writeLock(config.directory, { version: 1, suites: { [name]: computePins(plan, config).pins } });
}

/** Runs the suite, recorded like any other run. */
export async function runSuite(setting: FirstRunsSetting, name: string): Promise<FinishedRun> {
  return run(await planOf(suiteOf(setting.config, name), setting), setting);
}

/** Makes a run the first approved baseline. Returns approved.json's path. */
export async function approveFirst(setting: FirstRunsSetting, { dir }: FinishedRun, owner: string): Promise<string> {
  const { config, models, environment } = setting;
  const { digest } = await describeRelease(config, { models, variables: environment.variables });
  const at = new Date().toISOString();
  const runs = [await openRun(dir)];
  return (await approve({ config, runs, approvedBy: owner, release: digest, at, initial: true })).file;
}

/** Runs the same suite over a copy with one bug, and takes the copy away again. Nothing of it stays in the project. */
export async function catchBug(setting: FirstRunsSetting, scaffold: Scaffold): Promise<Catch> {
  const folder = await mkdtemp(join(tmpdir(), "goldloop-init-"));
  const leaky = scaffold.answers.target === "http" ? await startLeakyEndpoint() : undefined;
  try {
    const target = leaky === undefined ? await brokenCopy(folder, scaffold) : { http: { url: leaky.url } };
    const suite = { ...suiteOf(setting.config, scaffold.answers.name), target };
    const { dir } = await run(await planOf(suite, setting), { ...setting, out: join(folder, "run") });
    const what = leaky === undefined ? `"${bug.from}" has become "${bug.to}"` : "asked for its keys, it shows one";
    return { bug: what, ...(await failuresOf(dir)) };
  } finally {
    await leaky?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function brokenCopy(
  folder: string,
  { target, targetSpec }: Scaffold,
): Promise<NonNullable<SuiteConfig["target"]>> {
  if (target === undefined) throw new TypeError("there is no target to break");
  const copy = join(folder, basename(target.path));
  await writeFile(copy, target.text.replaceAll(bug.from, bug.to));
  const program = Array.isArray(targetSpec["exec"]) ? targetSpec["exec"][0] : undefined;
  return typeof program === "string" ? { exec: [program, copy] } : { module: copy };
}

function suiteOf(config: Config, name: string): SuiteConfig {
  const [suite] = selectSuites(config, [name]);
  if (suite === undefined) throw new InputError("unknown-suite", `there is no suite "${name}"`);
  return suite;
}

async function planOf(suite: SuiteConfig, { config, models, judges, environment }: FirstRunsSetting): Promise<Plan> {
  const [plan] = await planSuite(suite, {}, { models, judges, variables: environment.variables }, config.directory);
  if (plan === undefined) throw new InputError("no-target", `suite "${suite.name}" has no target`);
  return plan;
}

function run(plan: Plan, setting: FirstRunsSetting & { out?: string }): Promise<FinishedRun> {
  const { config, environment, models, signal, version, events, out } = setting;
  return runPlan(plan, { config, environment, models, signal, version, events, out, frozen: false, cache: false });
}

async function failuresOf(dir: string): Promise<{ failing: Caught[]; examples: number }> {
  const stored = await openRun(dir);
  const examples = new Map<string, { tags: readonly string[]; input: Json; expected: Json | undefined }>();
  for await (const { id, tags = [], input, expected } of stored.examples()) examples.set(id, { tags, input, expected });
  const failing: Caught[] = [];
  for await (const { id, output, scores } of stored.results()) {
    const failed = scores.filter(({ pass }) => pass === false);
    const example = examples.get(id);
    if (failed.length === 0 || example === undefined) continue;
    failing.push({
      id,
      ...example,
      output,
      scorers: failed.map(({ name, reason }) => ({ name, reason: reason ?? "" })),
    });
  }
  return { failing, examples: examples.size };
}
