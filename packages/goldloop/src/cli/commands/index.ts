import type { CommandDefinition } from "../command.ts";
import { compare } from "./compare.ts";
import { completion } from "./completion.ts";
import { dataset } from "./dataset.ts";
import { doctor } from "./doctor.ts";
import { importCommand } from "./import.ts";
import { init } from "./init.ts";
import { lock } from "./lock.ts";
import { run } from "./run.ts";
import { view } from "./view.ts";

/** Every command, in the order of `--help`. */
export const commands: readonly CommandDefinition[] = [
  init,
  run,
  compare,
  lock,
  dataset,
  view,
  importCommand,
  doctor,
  completion,
];
