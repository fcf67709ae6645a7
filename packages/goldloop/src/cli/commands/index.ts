import type { CommandDefinition } from "../command.ts";
import { accept } from "./accept.ts";
import { compare } from "./compare.ts";
import { completion } from "./completion.ts";
import { dataset } from "./dataset.ts";
import { doctor } from "./doctor.ts";
import { gate } from "./gate.ts";
import { importCommand } from "./import.ts";
import { init } from "./init.ts";
import { keys } from "./keys.ts";
import { judge } from "./judge.ts";
import { lock } from "./lock.ts";
import { release } from "./release.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { view } from "./view.ts";

/** Every command, in the order of `--help`. */
export const commands: readonly CommandDefinition[] = [
  init,
  run,
  compare,
  gate,
  lock,
  accept,
  keys,
  release,
  dataset,
  judge,
  view,
  serve,
  importCommand,
  doctor,
  completion,
];
