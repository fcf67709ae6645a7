import type { CommandDefinition } from "../command.ts";
import { configFlag, gateFlags } from "../flags.ts";

/** `goldloop gate`: a verdict and a decision from the policy; the exit code is the decision. */
export const gate: CommandDefinition = {
  name: "gate",
  summary: "judge runs by the policy: allow or block",
  examples: [
    "goldloop gate",
    "goldloop gate --stage pull-request --base-ref origin/main",
    "goldloop gate --run latest --baseline latest~1",
    "goldloop gate --stage pre-prod --reporter markdown=comment.md --reporter junit=gates.xml",
    "goldloop gate --self-test",
  ],
  flags: [
    configFlag,
    { flags: "--run <run>", description: "the run or run set to judge (latest); may be repeated", repeat: true },
    { flags: "--stage <name>", description: "the stage of the policy (pull-request)" },
    ...gateFlags,
    {
      flags: "--self-test",
      description: "say how often this policy would block an unchanged system, and what regression it can see",
    },
    {
      flags: "--reporter <name[=file]>",
      description: "terminal, json, junit, markdown or github, printed or written to a file; may be repeated",
      repeat: true,
    },
    { flags: "--all", description: "show the rules that pass, too" },
  ],
  run: async (call, context) => {
    const { gateCommand } = await import("../gate-command.ts");
    return gateCommand(call, context);
  },
};
