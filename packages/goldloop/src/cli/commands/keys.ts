import type { CommandDefinition } from "../command.ts";

/** `goldloop keys` */
export const keys: CommandDefinition = {
  name: "keys",
  summary: "keys that people sign risk acceptances with",
  examples: ["goldloop keys create --email ana@example.com", "goldloop keys show"],
  subcommands: [
    {
      name: "create",
      summary: "make a key pair (ed25519); GOLDLOOP_KEY_PASSPHRASE locks the private half",
      examples: ["goldloop keys create --email ana@example.com"],
      flags: [
        { flags: "--email <address>", description: "whose key it is" },
        { flags: "--out <file>", description: "where it goes, if not to ~/.config/goldloop/keys" },
        { flags: "--force", description: "even into a repository" },
      ],
      run: async (call, context) => (await import("../keys-command.ts")).createCommand(call, context),
    },
    {
      name: "show",
      summary: "the line for people: in goldloop.policy.yaml",
      examples: ["goldloop keys show", "goldloop keys show --key ~/.config/goldloop/keys/ana@example.com.pem"],
      flags: [{ flags: "--key <file>", description: "the private key, if there are several" }],
      run: async (call, context) => (await import("../keys-command.ts")).showCommand(call, context),
    },
    {
      name: "ls",
      summary: "the keys of this machine, and whose they are by the policy",
      examples: ["goldloop keys ls"],
      flags: [{ flags: "--policy <file>", description: "the policy, if not goldloop.policy.yaml" }],
      run: async (call, context) => (await import("../keys-command.ts")).listCommand(call, context),
    },
  ],
};
