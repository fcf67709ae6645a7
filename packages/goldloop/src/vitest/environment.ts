import { basename, join, resolve } from "node:path";
import { findProject, loadConfig, readEnvironment, type Config } from "../config/index.ts";
import { IncompleteError, InputError, suggestion } from "../error/index.ts";
import type { CassetteMode, CassetteOptions, ModelAccess } from "../model/index.ts";
import type { Judge, ScorerEnvironment } from "../scorer/index.ts";

interface Project {
  models: ModelAccess;
  judges: ReadonlyMap<string, Judge>;
}

/** By folder and test file: two workers must not record into one cassette. */
const projects = new Map<string, Promise<Project>>();

/** What a scorer gets in a unit test that asks no model: the folder of the tests and the environment's variables. */
export function directEnvironment(): ScorerEnvironment {
  return {
    directory: process.cwd(),
    models: { generate: refuse, embed: refuse },
    judges: new Map(),
    variables: readEnvironment().variables,
  };
}

/** As in a run: the judges of goldloop.yaml, models with their cassettes and cache. Read once for each test file. */
export async function projectEnvironment(testFile: string | undefined): Promise<ScorerEnvironment> {
  const directory = process.cwd();
  const key = `${directory}\n${testFile ?? ""}`;
  let project = projects.get(key);
  if (project === undefined) {
    project = openProject(directory, testFile);
    projects.set(key, project);
  }
  return { ...directEnvironment(), ...(await project) };
}

async function openProject(from: string, testFile: string | undefined): Promise<Project> {
  const config = findProject(from).configFile === undefined ? undefined : await loadConfig(from);
  const [{ openModels }, { openJudges }] = await Promise.all([import("../model/index.ts"), import("../run/index.ts")]);
  const { variables } = readEnvironment();
  const directory = config?.directory ?? from;
  const models = openModels({
    directory,
    variables,
    prices: config?.prices,
    baseUrls: config?.models?.baseUrls ?? {},
    limits: config?.models?.rateLimits ?? {},
    retries: config?.models?.retries ?? 3,
    cassettes: cassetteOf(config, directory, testFile, variables["GOLDLOOP_CASSETTES"]),
    cacheDir: join(directory, ".goldloop", "cache", "models"),
  });
  return { models, judges: config === undefined ? new Map<string, Judge>() : openJudges(config) };
}

/** One cassette for each test file: `evals/cassettes/vitest/answers.test.ts.jsonl`. */
function cassetteOf(
  config: Config | undefined,
  directory: string,
  testFile: string | undefined,
  wanted: string | undefined,
): CassetteOptions {
  return {
    dir: resolve(directory, config?.cassettes?.dir ?? "evals/cassettes"),
    name: `vitest/${basename(testFile ?? "tests").replaceAll(/[^A-Za-z0-9_.-]/g, "-")}`,
    mode: cassetteMode(wanted) ?? config?.cassettes?.mode ?? "off",
  };
}

const modes: readonly CassetteMode[] = ["auto", "replay", "record", "off"];

function cassetteMode(text: string | undefined): CassetteMode | undefined {
  if (text === undefined || text === "") return undefined;
  const mode = modes.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new InputError("cassette-mode", `GOLDLOOP_CASSETTES=${text} is not a mode${suggestion(text, modes)}`, {
    hint: "GOLDLOOP_CASSETTES=replay",
  });
}

function refuse(): Promise<never> {
  return Promise.reject(
    new IncompleteError("no-models", "toPass asks no model", { hint: "await expect(output).toPassScorer({ ... })" }),
  );
}
