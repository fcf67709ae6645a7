import type { CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

const outFlag = { flags: "--out <file>", description: "the file to write (default: release.json)" };

/** `goldloop release` */
export const release: CommandDefinition = {
  name: "release",
  summary: "say what is shipped, and approve what later releases are compared with",
  examples: [
    "goldloop release approve --initial --owner ana@example.com",
    "goldloop release approve --stage pre-prod --owner li@example.com",
    "goldloop release show",
  ],
  subcommands: [
    {
      name: "create",
      summary: "write release.json: the commit and the digests of what is shipped",
      examples: ["goldloop release create", "goldloop release create --out dist/release.json"],
      flags: [configFlag, outFlag],
      run: async (call, context) => (await import("../release-command.ts")).createCommand(call, context),
    },
    {
      name: "show",
      summary: "what the release is made of, and its digest",
      examples: ["goldloop release show"],
      flags: [configFlag],
      run: async (call, context) => (await import("../release-command.ts")).showCommand(call, context),
    },
    {
      name: "approve",
      summary: "make runs the approved baseline, once the gates allow them",
      examples: [
        "goldloop release approve --initial --owner ana@example.com",
        "goldloop release approve --run latest --stage pre-prod --owner li@example.com",
      ],
      flags: [
        configFlag,
        { flags: "--run <run>", description: "the run or run set to approve (latest); may be repeated", repeat: true },
        { flags: "--owner <email>", description: "who approves" },
        { flags: "--initial", description: "the first one: there is no baseline yet that gates could compare with" },
        { flags: "--stage <name>", description: "the stage of the policy whose gates must allow (pull-request)" },
        { flags: "--policy <file>", description: "the policy, if it is not goldloop.policy.yaml" },
        { flags: "--base-ref <ref>", description: "judge by the policy, roles, acceptances and baseline of this ref" },
      ],
      run: async (call, context) => (await import("../approve-command.ts")).approveCommand(call, context),
    },
  ],
};
