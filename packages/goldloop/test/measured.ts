import { loadConfig, readEnvironment, writeLock, type Config, type Lock } from "../src/config/index.ts";
import {
  computePins,
  openConfiguredModels,
  openJudges,
  openRun,
  planSuite,
  runPlan,
  selectSuites,
  type FinishedRun,
  type Plan,
  type RunOptions,
  type StoredRun,
} from "../src/run/index.ts";
import type { BaselineContext } from "../src/release/index.ts";

/** A project whose suites are measured in this process. */
export interface Measuring {
  config: Config;
  environment: BaselineContext["environment"];
  /** Pins what is there now. */
  lock(): Promise<void>;
  /** Runs a suite (each of its targets), all or with options. */
  measure(suite?: string, options?: RunOptions): Promise<StoredRun[]>;
  run(plan: Plan, place?: { out?: string }): Promise<FinishedRun>;
}

/** Loads the project in a folder. */
export async function measuring(dir: string): Promise<Measuring> {
  const config = await loadConfig(dir);
  const variables = readEnvironment().variables;
  const models = openConfiguredModels(config, { directory: dir, variables, cassette: "models", cache: false });
  const environment = { models, judges: openJudges(config), variables };
  const run: Measuring["run"] = (plan, { out } = {}) =>
    runPlan(plan, {
      config,
      environment: { variables, ci: false },
      models,
      frozen: false,
      cache: false,
      out,
      signal: new AbortController().signal,
      events: {},
      version: "0.0.0",
    });
  const plansOf = async (names: readonly string[], options: RunOptions): Promise<Plan[]> => {
    const plans = selectSuites(config, names).map((suite) => planSuite(suite, options, environment, dir));
    return (await Promise.all(plans)).flat();
  };
  return {
    config,
    environment,
    run,
    lock: async () => {
      const lock: Lock = { version: 1, suites: {} };
      for (const plan of await plansOf([], {})) lock.suites[plan.suite.name] = computePins(plan, config).pins;
      await writeLock(dir, lock);
    },
    measure: async (suite, options = {}) => {
      const runs: StoredRun[] = [];
      for (const plan of await plansOf(suite === undefined ? [] : [suite], options)) {
        runs.push(await openRun((await run(plan)).dir));
      }
      return runs;
    },
  };
}
