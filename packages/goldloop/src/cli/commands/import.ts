import type { CommandDefinition } from "../command.ts";

/** `goldloop import` */
export const importCommand: CommandDefinition = {
  name: "import",
  summary: "bring what exists: suites, datasets and scorers of other tools",
  examples: ["goldloop import promptfoo promptfooconfig.yaml"],
  subcommands: [
    {
      name: "promptfoo",
      arguments: "[file]",
      summary:
        "make suites, datasets and scorers of a promptfoo configuration; says what could not be carried over (exit 3)",
      examples: [
        "goldloop import promptfoo promptfooconfig.yaml",
        "goldloop import promptfoo ../app/promptfooconfig.yaml --out evals-import",
        "goldloop import promptfoo --dry-run",
      ],
      flags: [
        { flags: "--out <dir>", description: "the folder to write into (here)" },
        {
          flags: "--name <suite>",
          description: "the name of the suite (from the configuration's description, or its folder)",
        },
        { flags: "--dry-run", description: "say what would be written, and write nothing" },
      ],
      run: async (call, context) => {
        const { importPromptfooCommand } = await import("../import-command.ts");
        return importPromptfooCommand(call, context);
      },
    },
  ],
};
