import type { AskCanary } from "../run/index.ts";
import type { Context } from "./context.ts";
import type { Project } from "./project.ts";

/** What runs ask canaries with, loaded when a first one is to be asked. */
export function canariesOf(project: Project, context: Context): AskCanary {
  let asker: Promise<AskCanary> | undefined;
  return async (call) => {
    asker ??= import("../calibration/index.ts").then(({ canaryAsker }) =>
      canaryAsker({ ...project, variables: context.environment.variables, from: context.directory }),
    );
    return (await asker)(call);
  };
}
