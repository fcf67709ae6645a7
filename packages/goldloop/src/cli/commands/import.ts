import type { CommandDefinition } from "../command.ts";

/** `goldloop import` */
export const importCommand: CommandDefinition = {
  name: "import",
  summary: "bring what exists: suites, datasets and scorers of other tools, and traces",
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
    {
      name: "traces",
      arguments: "[file]",
      summary: "send traces of a file to a server: OTLP in JSON, traces of its API, or a run's folder; also gzipped",
      examples: [
        "goldloop import traces spans.jsonl --server http://127.0.0.1:4318 --api-key KEY",
        "goldloop import traces .goldloop/runs/RUN --shift-to-now",
      ],
      flags: [
        { flags: "--server <url>", description: "the server (http://127.0.0.1:4318)" },
        { flags: "--api-key <key>", description: "a key of the project" },
        {
          flags: "--shift-to-now",
          description:
            "send copies, moved by whole days into the last 24 hours: a server refuses what is older than it keeps",
        },
      ],
      run: async (call, context) => {
        const { importTracesCommand } = await import("../import-traces-command.ts");
        return importTracesCommand(call, context);
      },
    },
  ],
};
