import type { CommandDefinition } from "../command.ts";

/** `goldloop init` */
export const init: CommandDefinition = {
  name: "init",
  summary: "a working eval in under a minute, no key needed: green, and then one bug caught",
  examples: [
    "goldloop init",
    "goldloop init --yes",
    "goldloop init --target exec --name assistant --dir evals",
    "goldloop init --url http://127.0.0.1:3000/api/chat",
  ],
  flags: [
    { flags: "-y, --yes", description: "ask nothing and take the defaults (also without a terminal)" },
    {
      flags: "--target <kind>",
      description: "what is tested: a function (module), an endpoint (http) or a program (exec)",
      choices: ["module", "http", "exec"],
    },
    { flags: "--url <address>", description: "the endpoint; it is asked how it takes a question" },
    { flags: "--name <suite>", description: "the suite's name (support)" },
    { flags: "--dir <dir>", description: "the folder for datasets and the target (evals)" },
  ],
  run: async (call, context) => {
    const { initCommand } = await import("../init-command.ts");
    return initCommand(call, context);
  },
};
