import type { CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

/** `goldloop compare BASE HEAD` */
export const compare: CommandDefinition = {
  name: "compare",
  arguments: "<base> <head>",
  summary: "compare two runs, example by example",
  examples: ["goldloop compare latest~1 latest", "goldloop compare .goldloop/runs/v1 .goldloop/runs/v2 --json"],
  flags: [configFlag, { flags: "--all", description: "show every example that changed" }],
  run: async (call, context) => {
    const { compareCommand } = await import("../compare-command.ts");
    return compareCommand(call, context);
  },
};
