/** What Goldloop takes from the process's environment. The only place that reads it. */
export interface Environment {
  variables: Readonly<Record<string, string | undefined>>;
  /** Set by every CI service; `--frozen` is then the default. */
  ci: boolean;
}

const no = new Set(["", "0", "false", "no"]);

/** Whether a variable is switched on. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !no.has(value.toLowerCase());
}

/** Reads the environment of this process. */
export function readEnvironment(): Environment {
  const variables = process.env;
  return { variables, ci: isOn(variables["CI"]) };
}

/** Sets variables that the target's own libraries read from the environment (trace exporters). */
export function publishVariables(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
}
