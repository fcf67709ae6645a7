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
    const [{ findProject }, { compareRuns, findRun, openRun }, { formatComparison }, { hasColor }] = await Promise.all([
      import("../../config/index.ts"),
      import("../../run/index.ts"),
      import("../comparison-text.ts"),
      import("../context.ts"),
    ]);
    const { directory } = findProject(context.directory, call.flags["config"] as string | undefined);
    const [base, head] = await Promise.all(
      call.arguments.map(async (name) => openRun(await findRun(directory, context.directory, name))),
    );
    if (base === undefined || head === undefined) return 2;
    const comparison = await compareRuns(base, head);
    if (call.json) context.stdout.write(`${JSON.stringify(comparison)}\n`);
    else {
      const color = hasColor(context.stdout, context.environment);
      context.stdout.write(
        formatComparison(comparison, { color, all: call.flags["all"] === true, width: context.stdout.columns }),
      );
    }
    return 0;
  },
};
