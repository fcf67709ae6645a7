import { identifyTarget } from "../target/index.ts";
import { checkPins } from "./pin-check.ts";
import type { Plan } from "./plan.ts";
import type { RunSetting } from "./run.ts";

/**
 * Finds what would keep any of several runs from starting before the first one starts: pins (with `frozen`), and targets
 * whose files, programs or variables are not there. Throws InputError.
 */
export async function checkStart(plans: readonly Plan[], setting: RunSetting): Promise<void> {
  const { models, environment } = setting;
  for (const plan of plans) {
    await checkPins(plan, setting);
    if (plan.replay !== undefined) continue;
    const { directory, inCode, file } = plan.suite;
    await identifyTarget(
      plan.targetSpec,
      { directory, models, variables: environment.variables },
      inCode ? file : undefined,
    );
  }
}
