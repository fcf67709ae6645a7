import { positiveNumber, wholeNumber, type CommandDefinition } from "../command.ts";
import { configFlag, gateFlags } from "../flags.ts";

/** `3/8`: part 3 of 8. */
function shard(text: string): { index: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (match === null || index < 1 || index > count)
    throw new Error("A part and a number of parts are needed: 1/4 to 4/4.");
  return { index, count };
}

/** `goldloop run`: measures; the exit code is 0 when the run is complete and everything could be measured. */
export const run: CommandDefinition = {
  name: "run",
  arguments: "[suite...]",
  summary: "run suites and record what came of them",
  examples: [
    "goldloop run",
    "goldloop run support --filter refund-014 --trials 5",
    "goldloop run --split smoke --reporter junit=report.xml",
    "goldloop run support --replay outputs.jsonl",
    "goldloop run --stage pull-request",
    "goldloop run merge .goldloop/runs/part-1 .goldloop/runs/part-2",
  ],
  flags: [
    configFlag,
    { flags: "--trials <k>", description: "run each example k times", parse: wholeNumber(1) },
    { flags: "--concurrency <n>", description: "calls of the target at the same time", parse: wholeNumber(1) },
    {
      flags: "--filter <pattern>",
      description: "only examples whose id fits; tag:NAME and metadata.KEY=VALUE too; may be repeated",
      repeat: true,
    },
    { flags: "--split <name>", description: "only this split" },
    { flags: "--limit <n>", description: "only the first n examples", parse: wholeNumber(1) },
    {
      flags: "--shard <i/n>",
      description: "only part i of n; goldloop run merge puts the parts together",
      parse: shard,
    },
    { flags: "--watch", description: "run again what a change touches" },
    { flags: "--frozen", description: "refuse to start unless goldloop.lock fits (the default when CI is set)" },
    { flags: "--no-frozen", description: "start even if goldloop.lock does not fit; the run is then no evidence" },
    { flags: "--resume [run]", description: "go on with a run (the latest)" },
    { flags: "--no-cache", description: "ask models and cached targets anew" },
    { flags: "--max-cost <usd>", description: "stop before more than this is spent", parse: positiveNumber },
    { flags: "--estimate", description: "say what the run would cost and how long it would take, and run nothing" },
    { flags: "--replay <file>", description: "score recorded outputs in place of calling the target" },
    { flags: "--out <dir>", description: "record the run in this folder" },
    { flags: "--stage <name>", description: "judge the run by this stage of the policy right after" },
    ...gateFlags,
    {
      flags: "--reporter <name[=file]>",
      description:
        "terminal, json, jsonl, junit, markdown, github or html, printed or written to a file; may be repeated",
      repeat: true,
    },
    { flags: "--all", description: "show all failures" },
  ],
  subcommands: [
    {
      name: "merge",
      arguments: "<run...>",
      summary: "put the parts of a sharded run together",
      examples: ["goldloop run merge part-1 part-2 --out merged"],
      flags: [configFlag, { flags: "--out <dir>", description: "record the whole in this folder" }],
      run: async (call, context) => {
        const { mergeCommand } = await import("../merge-command.ts");
        return mergeCommand(call, context);
      },
    },
  ],
  run: async (call, context) => {
    const { runCommand } = await import("../run-command.ts");
    return runCommand(call, context);
  },
};
