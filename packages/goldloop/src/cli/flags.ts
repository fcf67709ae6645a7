import type { Flag } from "./command.ts";

/** The flag that every command has which reads the configuration. */
export const configFlag: Flag = { flags: "--config <file>", description: "the configuration, if not found by itself" };

/** What a verdict is made with beside the runs: `goldloop gate` and `goldloop run --stage` take the same. */
export const gateFlags: readonly Flag[] = [
  { flags: "--policy <file>", description: "the policy, if it is not goldloop.policy.yaml" },
  { flags: "--baseline <name>", description: "what to compare with: approved, a run, a file or a git ref" },
  {
    flags: "--base-ref <ref>",
    description: "judge by the policy, roles, acceptances and baseline of this ref (the default in pull requests)",
  },
  {
    flags: "--at <time>",
    description: "judge as of this time (ISO 8601), when risk acceptances are checked for expiry",
  },
];
