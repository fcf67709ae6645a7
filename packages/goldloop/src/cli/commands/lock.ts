import type { CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

/** `goldloop lock` */
export const lock: CommandDefinition = {
  name: "lock",
  summary: "pin what exactly is evaluated, or check the pins",
  examples: ["goldloop lock", "goldloop lock --check"],
  flags: [
    configFlag,
    { flags: "--check", description: "compare with goldloop.lock and write nothing; exit 1 when they differ" },
  ],
  run: async (call, context) => {
    const { lockCommand } = await import("../lock-command.ts");
    return lockCommand(call, context);
  },
};
