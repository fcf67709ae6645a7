import type { ExitCode } from "../error/index.ts";
import type { Plan } from "../run/index.ts";
import { checkCassettes } from "./cassettes.ts";
import { checkConfig } from "./config.ts";
import { checkDataset } from "./dataset.ts";
import type { Diagnosis, Patient } from "./diagnosis.ts";
import { checkDisk } from "./disk.ts";
import { checkGit } from "./git.ts";
import { checkLock } from "./lock.ts";
import { checkModels } from "./models.ts";
import { checkNode } from "./node.ts";
import { checkScorers } from "./scorers.ts";
import { checkTargets } from "./target.ts";

/** Examines a set-up, in the order in which it is needed. Asks no model, calls no target, writes nothing. */
export async function* diagnose(patient: Patient): AsyncGenerator<Diagnosis> {
  const { project, environment } = patient;
  yield checkNode();
  yield* checkConfig(patient);
  const plans: Plan[] = [];
  if (project !== undefined) {
    const { config, models } = project;
    for (const suite of config.suites.values()) {
      const dataset = await checkDataset(suite);
      yield* dataset;
      yield* await checkTargets(suite, environment, models);
      // A dataset that does not load would be named a second time.
      if (dataset.some(({ status }) => status === "fault")) continue;
      const { diagnoses, plan } = await checkScorers(suite, patient);
      yield* diagnoses;
      if (plan !== undefined) plans.push(plan);
    }
    yield* await checkLock(patient, plans);
    yield* checkModels(config, plans, environment);
    yield* await checkCassettes(patient);
  }
  const directory = project?.config.directory ?? patient.directory;
  yield* await checkGit(directory);
  yield await checkDisk(directory);
}

/** 0 without a fault; 2 when something is wrong with the project's files; 3 when only something outside of them is missing. */
export function exitCodeOf(diagnoses: readonly Diagnosis[]): ExitCode {
  const faults = diagnoses.filter(({ status }) => status === "fault");
  if (faults.length === 0) return 0;
  return faults.some(({ exitCode }) => exitCode === 2) ? 2 : 3;
}
