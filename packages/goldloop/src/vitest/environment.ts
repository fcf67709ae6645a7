import { basename } from "node:path";
import { findProject, loadConfig, readEnvironment } from "../config/index.ts";
import { IncompleteError } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
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
  const { openConfiguredModels, openJudges } = await import("../run/index.ts");
  const models = openConfiguredModels(config, {
    directory: config?.directory ?? from,
    variables: readEnvironment().variables,
    // One cassette for each test file: `evals/cassettes/vitest/answers.test.ts.jsonl`.
    cassette: `vitest/${basename(testFile ?? "tests").replaceAll(/[^A-Za-z0-9_.-]/g, "-")}`,
    cache: true,
  });
  return { models, judges: config === undefined ? new Map<string, Judge>() : openJudges(config) };
}

function refuse(): Promise<never> {
  return Promise.reject(
    new IncompleteError("no-models", "toPass asks no model", { hint: "await expect(output).toPassScorer({ ... })" }),
  );
}
