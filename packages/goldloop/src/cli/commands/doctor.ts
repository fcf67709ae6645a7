import type { CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

/** `goldloop doctor` */
export const doctor: CommandDefinition = {
  name: "doctor",
  summary: "check the set-up: configuration, datasets, targets, scorers, lock, models, git, disk",
  examples: ["goldloop doctor", "goldloop doctor --json"],
  flags: [configFlag],
  run: async (call, context) => {
    const { doctorCommand } = await import("../doctor-command.ts");
    return doctorCommand(call, context);
  },
};
