import { setImmediate } from "node:timers/promises";
import { IncompleteError, InputError } from "../error/index.ts";
import { selfTest, type SelfTestDocument } from "../gate/index.ts";
import { gatherInput, judgeInput } from "../release/index.ts";
import type { StoredRun } from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { requestOf, type GateFlags } from "./gate-command.ts";
import { Progress } from "./progress.ts";
import type { Project } from "./project.ts";
import { formatSelfTest } from "./self-test-text.ts";

/** Between two looks at whether someone pressed Ctrl-C. */
const breathMs = 50;

/** Flags of the gate that a self-test has no use for, and why. */
const useless: Readonly<Record<string, string>> = {
  baseline: "the baseline is simulated",
  reporter: "it prints text, or JSON with --json",
  all: "it shows every rule",
};

/**
 * Says how often the policy would block an unchanged system and what regression it sees, by simulating pull requests from the trials of runs. Exit 0, whatever it
 * finds. Throws InputError: `self-test-flag` for flags that it has no use for, `one-trial` where a run has no second trial, and what the gate throws for a policy that does not fit.
 */
export async function selfTestCommand(
  runs: readonly StoredRun[],
  flags: GateFlags,
  project: Project,
  call: Call,
  context: Context,
): Promise<number> {
  for (const [flag, reason] of Object.entries(useless)) {
    if (!call.typed.has(flag)) continue;
    throw new InputError("self-test-flag", `--self-test does not go with --${flag}: ${reason}`, {
      hint: "goldloop gate --self-test",
    });
  }
  for (const { record } of runs) {
    if (record.trials >= 2) continue;
    throw new InputError("one-trial", `run ${record.id} has one trial: it does not show what changes by chance`, {
      hint: `goldloop run ${record.suite} --trials 3`,
    });
  }
  // The baseline is simulated, too. The approved one says only which examples are guarded; another would have to be run.
  const { input } = await gatherInput({ ...requestOf(runs, flags, project, context), baseline: "approved" });
  for (const { table } of input.runs) {
    if (table.rows > 0) continue;
    throw new InputError("no-results", `run ${table.record.id} has no result`, {
      hint: `goldloop run ${table.record.suite}`,
    });
  }
  judgeInput(input);
  const document = await finish(selfTest(input), context);
  context.stdout.write(
    call.json
      ? `${JSON.stringify(document)}\n`
      : formatSelfTest(document, {
          color: hasColor(context.stdout, context.environment),
          width: Math.min(context.stdout.columns, 160),
          directory: context.directory,
        }),
  );
  return 0;
}

async function finish(steps: ReturnType<typeof selfTest>, context: Context): Promise<SelfTestDocument> {
  const progress = new Progress(context);
  let breath = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      progress.clear();
      return step.value;
    }
    if (performance.now() - breath < breathMs) continue;
    await setImmediate();
    breath = performance.now();
    progress.start("simulated pull requests", step.value.total, step.value.done);
    if (context.signal.aborted) {
      progress.clear();
      throw new IncompleteError("interrupted", "the self-test was interrupted", { hint: "goldloop gate --self-test" });
    }
  }
}
