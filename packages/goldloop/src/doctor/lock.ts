import { differences, lockFileName, readLock, type Lock } from "../config/index.ts";
import { computePins, formatDifference, type Plan } from "../run/index.ts";
import { faultsOf, faulty, healthy, type Diagnosis, type Patient } from "./diagnosis.ts";

/** The lock pins what is there now, and every model by a name that stays. Suites that could not be planned are left out. */
export async function checkLock({ project }: Patient, plans: readonly Plan[]): Promise<Diagnosis[]> {
  if (project === undefined || plans.length === 0) return [];
  const { config } = project;
  let lock: Lock | undefined;
  try {
    lock = await readLock(config.directory);
  } catch (error) {
    return faultsOf("lock", error);
  }
  if (lock === undefined) {
    return [
      faulty("lock", `there is no ${lockFileName}: no run is evidence, and CI refuses to start`, "goldloop lock", 2),
    ];
  }
  const diagnoses: Diagnosis[] = [];
  for (const plan of plans) {
    const { name } = plan.suite;
    const { pins, floating } = computePins(plan, config, lock.suites[name]);
    for (const { judge, model } of floating) {
      diagnoses.push(
        faulty(
          "lock",
          `${judge} uses ${model}, a name that can come to mean another model`,
          "name a dated version, or give the judge allowFloating: <reason> and a canary",
          2,
          name,
        ),
      );
    }
    const [first, ...rest] = differences(lock.suites[name] ?? {}, pins, name);
    if (first === undefined) diagnoses.push(healthy("lock", "pins what is there now", name));
    else
      diagnoses.push(
        faulty(
          "lock",
          `${formatDifference(first)}${rest.length === 0 ? "" : ` (and ${rest.length} more)`}`,
          "goldloop lock --check   shows all, goldloop lock   pins what is there now",
          2,
          name,
        ),
      );
  }
  return diagnoses;
}
