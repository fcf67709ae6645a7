import { findBaseline, type DecideRequest } from "../release/index.ts";
import { runPlan, type StoredRun } from "../run/index.ts";
import type { Context } from "./context.ts";
import { canariesOf } from "./judge-canaries.ts";
import { Progress } from "./progress.ts";
import type { Project } from "./project.ts";

/** Looks up baselines by name; one that is a git ref or a file of outputs is run or scored now, with a progress line. */
export function baselineFinder(
  project: Project,
  runs: readonly StoredRun[],
  context: Context,
): DecideRequest["findBaseline"] {
  const { config, models, judges } = project;
  const { variables } = context.environment;
  return async (name, { baseRef, isTyped }) => {
    const progress = new Progress(context);
    return findBaseline(name, {
      config,
      from: isTyped ? context.directory : config.directory,
      runs: runs.map(({ record }) => record),
      baseRef,
      inPolicy: !isTyped,
      environment: { models, judges, variables },
      run: async (plan, { out }) => {
        const finished = await runPlan(plan, {
          config,
          environment: context.environment,
          models,
          frozen: false,
          cache: true,
          out,
          signal: context.signal,
          version: context.version,
          askCanary: canariesOf(project, context),
          events: {
            onStart: ({ suite, total, done }) => progress.start(`${suite} of ${name}`, total, done),
            onResult: (line) => progress.add(line),
          },
        });
        progress.clear();
        return finished;
      },
    });
  };
}
