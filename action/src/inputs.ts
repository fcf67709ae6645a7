/** What the workflow asks for. */
export interface Inputs {
  stage: string;
  suites: string[];
  runs: string[];
  config: string;
  baseline: string;
  directory: string;
  comment: boolean;
  token: string;
}

/** Reads the inputs as GitHub's runner passes them: `INPUT_<NAME>`. Throws for a `comment` that is neither true nor false. */
export function readInputs(variables: NodeJS.ProcessEnv): Inputs {
  const input = (name: string) => (variables[`INPUT_${name.toUpperCase()}`] ?? "").trim();
  const words = (name: string) =>
    input(name)
      .split(/\s+/)
      .filter((word) => word !== "");
  const comment = input("comment") || "true";
  if (comment !== "true" && comment !== "false") throw new Error(`comment: expected true or false, not ${comment}`);
  return {
    stage: input("stage") || "pull-request",
    suites: words("suites"),
    runs: words("run"),
    config: input("config"),
    baseline: input("baseline"),
    directory: input("working-directory") || ".",
    comment: comment === "true",
    token: input("token"),
  };
}
