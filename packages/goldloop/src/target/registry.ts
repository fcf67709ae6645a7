import { chatTarget } from "./chat.ts";
import type { TargetDefinition } from "./definition.ts";
import { execTarget } from "./exec.ts";
import { httpTarget } from "./http.ts";
import { moduleTarget } from "./module.ts";
import { replayTarget } from "./replay.ts";

/** Every kind of target, one line each. */
export const definitions = {
  module: moduleTarget,
  http: httpTarget,
  exec: execTarget,
  chat: chatTarget,
  replay: replayTarget,
};

export type TargetKind = keyof typeof definitions;

/** The kinds by name. */
export const targets: ReadonlyMap<string, TargetDefinition> = new Map(
  Object.entries(definitions).map(([name, definition]) => [name, definition as TargetDefinition]),
);
