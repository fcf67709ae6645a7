import { join, resolve } from "node:path";
import { InputError, suggestion } from "../error/index.ts";
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
  const [{ openModels }, { openJudges }] = await Promise.all([import("../model/index.ts"), import("../run/index.ts")]);
  const { variables } = context.environment;
  const cassettes = {
    dir: resolve(config.directory, config.cassettes?.dir ?? "evals/cassettes"),
    name: "models",
    mode: cassetteMode(variables["GOLDLOOP_CASSETTES"]) ?? config.cassettes?.mode ?? "off",
  };
  const models = openModels({
    directory: config.directory,
    variables,
    prices: config.prices,
    baseUrls: config.models?.baseUrls ?? {},
    limits: config.models?.rateLimits ?? {},
    retries: config.models?.retries ?? 3,
    cassettes,
    cacheDir: options.cache ? join(config.directory, ".goldloop", "cache", "models") : null,
  });
  return { config, models, judges: openJudges(config) };
}

const modes = ["auto", "replay", "record", "off"] as const;

function cassetteMode(text: string | undefined): (typeof modes)[number] | undefined {
  if (text === undefined || text === "") return undefined;
  const mode = modes.find((one) => one === text);
  if (mode === undefined) {
    throw new InputError("cassette-mode", `GOLDLOOP_CASSETTES=${text} is not a mode${suggestion(text, modes)}`, {
      hint: "GOLDLOOP_CASSETTES=replay",
    });
  }
  return mode;
}
