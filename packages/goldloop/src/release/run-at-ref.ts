import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { loadConfig, type Config, type SuiteConfig } from "../config/index.ts";
import { InputError, messageOf } from "../error/index.ts";
import { suiteKey } from "../gate/index.ts";
import { planSuite, type FinishedRun, type Plan, type RunOptions, type RunRecord } from "../run/index.ts";
import type { TargetSpec } from "../target/index.ts";
import type { BaselineContext } from "./baseline-context.ts";
import { recordedAt } from "./baseline-context.ts";
import { resolveRef } from "./history.ts";
import { withWorktree } from "./worktree.ts";

/**
 * Runs the suites of the judged runs at a git ref: today's dataset, scorers and pins, the ref's target. By key; a suite or
 * target that the ref does not have is left out. Throws InputError: `unknown-ref`, `http-at-ref`, `config-at-ref`, and what
 * planning a suite throws.
 */
export async function runAtRef(ref: string, context: BaselineContext): Promise<Map<string, FinishedRun>> {
  const { config } = context;
  const commit = await resolveRef(config.directory, ref);
  return withWorktree(config.directory, commit, async (project) => {
    const then = await configAt(project, config, ref);
    const plans = new Map<string, Plan>();
    for (const record of context.runs) {
      const plan = await planAt(record, then, project, ref, context);
      if (plan !== undefined) plans.set(suiteKey(record), plan);
    }
    const finished = new Map<string, FinishedRun>();
    for (const [key, plan] of plans) {
      const run = await context.run(plan, { out: await recordedAt(config.directory, ref, key) });
      if (run.record.git?.commit !== commit) {
        throw new InputError("not-at-ref", `the run of ${key} was to be at ${commit}, and was not`, {
          hint: "unset GIT_DIR and GIT_WORK_TREE",
        });
      }
      finished.set(key, run);
    }
    return finished;
  });
}

async function configAt(project: string, config: Config, ref: string): Promise<Config> {
  const file = config.file === undefined ? undefined : join(project, relative(config.directory, config.file));
  try {
    return await loadConfig(project, file !== undefined && existsSync(file) ? file : undefined);
  } catch (cause) {
    throw new InputError("config-at-ref", `the configuration at ${ref} cannot be loaded: ${messageOf(cause)}`, {
      cause,
      hint: "name a run as the baseline, or approve one: goldloop release approve --owner YOU@EXAMPLE.COM",
    });
  }
}

/** The plan of a suite with its target of then; undefined when there was none. */
async function planAt(
  record: RunRecord,
  then: Config,
  project: string,
  ref: string,
  context: BaselineContext,
): Promise<Plan | undefined> {
  const { config, environment, from } = context;
  const suite = config.suites.get(record.suite);
  const earlier = then.suites.get(record.suite);
  const spec = earlier === undefined ? undefined : specOf(earlier, record.target);
  if (suite === undefined || earlier === undefined || spec === undefined) return undefined;
  if (typeof spec === "object" && "http" in spec) {
    throw new InputError("http-at-ref", `${record.suite} is called over http: the server is not ${ref}`, {
      hint: "start that version and run it: goldloop run --out FOLDER   then   --baseline FOLDER",
    });
  }
  const target = typeof spec === "object" && "replay" in spec ? absolute(spec, earlier.directory) : spec;
  const { targets: _, ...rest } = suite;
  const [plan] = await planSuite({ ...rest, target }, optionsOf(record), environment, from);
  if (plan === undefined) return undefined;
  const codeFile = earlier.inCode ? earlier.file : undefined;
  return { ...plan, targetName: record.target, targetHome: { directory: earlier.directory, codeFile, project } };
}

function specOf({ target, targets }: SuiteConfig, name: string | null): TargetSpec | undefined {
  if (name === null) return target;
  return targets?.[name];
}

function absolute(spec: Extract<TargetSpec, { replay: unknown }>, directory: string): TargetSpec {
  const file = typeof spec.replay === "string" ? spec.replay : spec.replay.file;
  return { replay: { file: resolve(directory, file) } };
}

/** The same examples as often as in the run that is judged. */
function optionsOf({ selection, trials }: RunRecord): RunOptions {
  const { filter, split, tags, limit } = selection;
  return { trials, filter, split: split ?? undefined, tags, limit: limit ?? undefined };
}
