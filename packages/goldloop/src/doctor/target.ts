import type { Environment, SuiteConfig } from "../config/index.ts";
import type { ModelAccess } from "../model/index.ts";
import { openTarget, type TargetSpec } from "../target/index.ts";
import { faultsOf, healthy, unsure, type Diagnosis } from "./diagnosis.ts";

/** A suite's targets can be opened: modules load, programs start, prompts are there. Nothing is called. */
export async function checkTargets(
  suite: SuiteConfig,
  environment: Environment,
  models: ModelAccess,
): Promise<Diagnosis[]> {
  const targets: [string | undefined, TargetSpec][] =
    suite.targets === undefined
      ? suite.target === undefined
        ? []
        : [[undefined, suite.target]]
      : Object.entries(suite.targets);
  if (targets.length === 0) {
    return [
      unsure(
        "target",
        "none: outputs come from elsewhere",
        `goldloop run ${suite.name} --replay outputs.jsonl`,
        suite.name,
      ),
    ];
  }
  const diagnoses: Diagnosis[] = [];
  for (const [name, spec] of targets) {
    const about = name === undefined ? suite.name : `${suite.name} (${name})`;
    try {
      const { target, identity } = await openTarget(
        spec,
        { directory: suite.directory, models, variables: environment.variables },
        suite.inCode ? suite.file : undefined,
      );
      await target.close();
      diagnoses.push(healthy("target", `${identity.kind} opens`, about));
    } catch (error) {
      diagnoses.push(...faultsOf("target", error, about));
    }
  }
  return diagnoses;
}
