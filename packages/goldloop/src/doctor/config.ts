import { basename } from "node:path";
import { faultsOf, faulty, healthy, type Diagnosis, type Patient } from "./diagnosis.ts";

/** The configuration was found, is valid, and names a suite. */
export function checkConfig({ project, failure }: Patient): Diagnosis[] {
  if (project === undefined) return faultsOf("config", failure);
  const { file, suites } = project.config;
  if (suites.size === 0)
    return [faulty("config", `${file === undefined ? "it" : basename(file)} names no suite`, "goldloop init", 2)];
  const names = [...suites.keys()];
  const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")}, ...` : names.join(", ");
  return [
    healthy(
      "config",
      `${file === undefined ? "suites in code" : basename(file)}: ${names.length} ${names.length === 1 ? "suite" : "suites"} (${shown})`,
    ),
  ];
}
