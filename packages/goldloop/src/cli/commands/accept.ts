import type { CommandDefinition, Flag } from "../command.ts";
import { configFlag } from "../flags.ts";

const policyFlag: Flag = { flags: "--policy <file>", description: "the policy, if not goldloop.policy.yaml" };
const signing: readonly Flag[] = [
  { flags: "--approved-by <email>", description: "who signs; the key must be theirs by the policy" },
  { flags: "--key <file>", description: "the private key; in CI its text in GOLDLOOP_SIGNING_KEY" },
];

/** `goldloop accept` */
export const accept: CommandDefinition = {
  name: "accept",
  summary: "accept the failure of a rule: by a named owner, for a scope and a time, signed",
  examples: [
    'goldloop accept --gate safety --rule "passRate == 100%" --example refund-014 --reason "seen by legal" --owner ana@example.com --requested-by ana@example.com --expires 14d --key li.pem',
    "goldloop accept ls",
  ],
  flags: [
    { flags: "--gate <name>", description: "the gate that fails" },
    { flags: "--rule <text>", description: "its rule, as the policy writes it" },
    {
      flags: "--example <id>",
      description: "an example that is covered; repeats. Default: those that failed",
      repeat: true,
    },
    { flags: "--category <tag>", description: "cover the examples with this tag" },
    {
      flags: "--release <scope>",
      description: "sha256:..., any, or a range of commits. Default: from this commit on",
    },
    { flags: "--reason <text>", description: "why it is acceptable" },
    { flags: "--controls <text>", description: "what limits the damage meanwhile" },
    { flags: "--owner <email>", description: "who answers for the risk" },
    { flags: "--requested-by <email>", description: "who asks for it; never the approver" },
    ...signing,
    { flags: "--expires <when>", description: "30d, or a date (its start in UTC) or time" },
    { flags: "--ceiling <value>", description: "the worst figure that is accepted. Default: what was observed" },
    { flags: "--observed <value>", description: "the figure, in place of the last verdict's" },
    {
      flags: "--disposition <what>",
      description: "what was decided",
      choices: ["accepted", "mitigated", "false-positive", "retirement"],
    },
    { flags: "--kind <what>", description: "a promoted example goes for good", choices: ["retirement"] },
    { flags: "--ticket <id>", description: "where it is tracked" },
    { flags: "--from-verdict <file>", description: "a verdict (goldloop gate --json), if not the last one" },
    { flags: "--run <run>", description: "the run that the verdict must be about" },
    { flags: "--draft", description: "write it unsigned; another person signs with: goldloop accept sign FILE" },
    policyFlag,
    configFlag,
  ],
  run: async (call, context) => (await import("../accept-command.ts")).acceptCommand(call, context),
  subcommands: [
    {
      name: "sign",
      arguments: "<file>",
      summary: "sign a draft as its approver",
      examples: ["goldloop accept sign evals/acceptances/safety-2026-11-24-3fa2c1.json"],
      flags: [...signing, { flags: "--yes", description: "do not ask" }, policyFlag, configFlag],
      run: async (call, context) => (await import("../accept-command.ts")).signCommand(call, context),
    },
    {
      name: "ls",
      summary: "every acceptance, and whether it could count",
      examples: ["goldloop accept ls"],
      flags: [policyFlag, configFlag],
      run: async (call, context) => (await import("../accept-command.ts")).listCommand(call, context),
    },
  ],
};
