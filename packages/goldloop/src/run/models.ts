import { join, resolve } from "node:path";
import type { Config } from "../config/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { openModels, type CassetteMode, type OpenModels } from "../model/index.ts";

/** What decides about the way to models beside the configuration. */
export interface ModelSetting {
  /** The project's folder. */
  directory: string;
  variables: Readonly<Record<string, string | undefined>>;
  /** The cassette's file within the configured folder, without `.jsonl`. */
  cassette: string;
  /** False asks models anew. */
  cache: boolean;
}

/**
 * Opens the way to models as a project configures it; GOLDLOOP_CASSETTES goes before the configured cassette mode.
 * Throws InputError for a mode that there is not.
 */
export function openConfiguredModels(config: Config | undefined, setting: ModelSetting): OpenModels {
  const { directory, variables, cassette, cache } = setting;
  return openModels({
    directory,
    variables,
    prices: config?.prices,
    baseUrls: config?.models?.baseUrls ?? {},
    limits: config?.models?.rateLimits ?? {},
    retries: config?.models?.retries ?? 3,
    cassettes: {
      dir: resolve(directory, config?.cassettes?.dir ?? "evals/cassettes"),
      name: cassette,
      mode: cassetteMode(variables["GOLDLOOP_CASSETTES"]) ?? config?.cassettes?.mode ?? "off",
    },
    cacheDir: cache ? join(directory, ".goldloop", "cache", "models") : null,
  });
}

const modes: readonly CassetteMode[] = ["auto", "replay", "record", "off"];

function cassetteMode(text: string | undefined): CassetteMode | undefined {
  if (text === undefined || text === "") return undefined;
  const mode = modes.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new InputError("cassette-mode", `GOLDLOOP_CASSETTES=${text} is not a mode${suggestion(text, modes)}`, {
    hint: "GOLDLOOP_CASSETTES=replay",
  });
}
