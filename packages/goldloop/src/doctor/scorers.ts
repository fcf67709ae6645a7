import type { SuiteConfig } from "../config/index.ts";
import { planSuite, type Plan } from "../run/index.ts";
import { faultsOf, healthy, type Diagnosis, type Patient } from "./diagnosis.ts";

/** A suite's scorers prepare, and every example has one and what it needs. The plan is for the checks that follow. */
export async function checkScorers(
  suite: SuiteConfig,
  { project, environment, directory }: Patient,
): Promise<{ diagnoses: Diagnosis[]; plan: Plan | undefined }> {
  if (project === undefined) return { diagnoses: [], plan: undefined };
  const { models, judges } = project;
  // A suite without a target is planned all the same: whether it needs one is the target's check.
  const planned = suite.target === undefined && suite.targets === undefined ? { ...suite, target: () => null } : suite;
  try {
    const [plan] = await planSuite(planned, {}, { models, judges, variables: environment.variables }, directory);
    if (plan === undefined) return { diagnoses: [], plan };
    const names = plan.suiteScorers.map(({ name }) => name);
    const own = plan.exampleScorers().length;
    const parts = [names.length === 0 ? "" : names.join(", "), own === 0 ? "" : `${own} in examples`].filter(
      (part) => part !== "",
    );
    return { diagnoses: [healthy("scorers", parts.join("; "), suite.name)], plan };
  } catch (error) {
    return { diagnoses: faultsOf("scorers", error, suite.name), plan: undefined };
  }
}
