import type { CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

/** `goldloop view` */
export const view: CommandDefinition = {
  name: "view",
  arguments: "[run]",
  summary: "open a run in the browser, or list the runs",
  examples: ["goldloop view", "goldloop view latest~1", "goldloop view --list"],
  flags: [
    configFlag,
    { flags: "--list", description: "list the runs in the terminal" },
    { flags: "--no-open", description: "write the page and print its path, without opening it" },
  ],
  run: async (call, context) => {
    const { viewCommand } = await import("../view-command.ts");
    return viewCommand(call, context);
  },
};
