import { loadConfig, type Config } from "../config/index.ts";
import type { OpenModels } from "../model/index.ts";
import type { Judge } from "../scorer/index.ts";
import type { Context } from "./context.ts";

/** A loaded project with its way to models. */
export interface Project {
  config: Config;
  models: OpenModels;
  judges: ReadonlyMap<string, Judge>;
}

/** Loads the configuration. */
export async function openConfig(context: Context, flags: Readonly<Record<string, unknown>>): Promise<Config> {
  return loadConfig(context.directory, flags["config"] as string | undefined);
}

/** Loads the configuration and opens the way to models. `cache: false` asks models anew. */
export async function openProject(
  context: Context,
  flags: Readonly<Record<string, unknown>>,
  options: { cache: boolean },
): Promise<Project> {
  const config = await openConfig(context, flags);
  const { openConfiguredModels, openJudges } = await import("../run/index.ts");
  const models = openConfiguredModels(config, {
    directory: config.directory,
    variables: context.environment.variables,
    cassette: "models",
    cache: options.cache,
  });
  return { config, models, judges: openJudges(config) };
}
