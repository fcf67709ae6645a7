import { findProject } from "../config/index.ts";
import { attributeDifference, compareRuns, planSuite, selectSuites, type Plan, type StoredRun } from "../run/index.ts";
import type { Call } from "./command.ts";
import { formatComparison } from "./comparison-text.ts";
import { hasColor, type Context } from "./context.ts";
import { InputError } from "../error/index.ts";
import { suiteKey } from "../gate/index.ts";
import { isApproved, openNamedRun } from "./named-run.ts";
import { openProject, type Project } from "./project.ts";

/** Compares two runs, and splits what differs into what the app, the eval and the dataset did (7.3). */
export async function compareCommand(call: Call, context: Context): Promise<number> {
  const { directory } = findProject(context.directory, call.flags["config"] as string | undefined);
  const [base, head] = await runsOf(call.arguments, directory, context);
  let project: Project | undefined;
  try {
    const comparison = await compareRuns(base, head);
    // The project is opened only where old outputs must be scored anew.
    const attributions = await attributeDifference(
      base,
      head,
      async () => {
        project = await openProject(context, call.flags, { cache: true });
        return planOf(project, head.record.suite, context);
      },
      context.signal,
    );
    if (call.json) context.stdout.write(`${JSON.stringify({ ...comparison, attribution: attributions })}\n`);
    else {
      const color = hasColor(context.stdout, context.environment);
      context.stdout.write(
        formatComparison(comparison, attributions, {
          color,
          all: call.flags["all"] === true,
          width: context.stdout.columns,
        }),
      );
    }
    return 0;
  } finally {
    await project?.models.close();
  }
}

/** Both runs; `approved` is the baseline of the other one's suite. */
async function runsOf(
  [first = "", second = ""]: readonly string[],
  directory: string,
  context: Context,
): Promise<[StoredRun, StoredRun]> {
  const open = (name: string, suite?: string): Promise<StoredRun> =>
    openNamedRun(directory, context.directory, name, suite);
  if (isApproved(first)) {
    const head = await open(second);
    return [await open(first, suiteKey(head.record)), head];
  }
  const base = await open(first);
  return [base, await open(second, suiteKey(base.record))];
}

async function planOf({ config, models, judges }: Project, name: string, context: Context): Promise<Plan> {
  const [suite] = selectSuites(config, [name]);
  const environment = { models, judges, variables: context.environment.variables };
  const [plan] = suite === undefined ? [] : await planSuite(suite, {}, environment, context.directory);
  if (plan === undefined) throw new InputError("unknown-suite", `there is no suite "${name}"`);
  return plan;
}
