import type { CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

/** `goldloop dataset` */
export const dataset: CommandDefinition = {
  name: "dataset",
  summary: "look at, check, compare and convert golden datasets",
  examples: [
    "goldloop dataset ls",
    "goldloop dataset validate evals/datasets/support.jsonl",
    "goldloop dataset diff support@HEAD~1 support",
  ],
  subcommands: [
    {
      name: "ls",
      arguments: "[dataset]",
      summary: "the datasets of the suites, or the versions of one in git",
      examples: ["goldloop dataset ls", "goldloop dataset ls support"],
      flags: [configFlag],
      run: async (call, context) => (await import("../dataset-commands.ts")).listCommand(call, context),
    },
    {
      name: "show",
      arguments: "<dataset> [id...]",
      summary: "counts, splits and tags of a dataset, or single examples",
      examples: ["goldloop dataset show support", "goldloop dataset show support refund-014"],
      flags: [configFlag],
      run: async (call, context) => (await import("../dataset-commands.ts")).showCommand(call, context),
    },
    {
      name: "diff",
      arguments: "<before> [after]",
      summary: "what was added, removed and changed between two versions",
      examples: ["goldloop dataset diff support@HEAD support", "goldloop dataset diff old.jsonl new.jsonl"],
      flags: [configFlag],
      run: async (call, context) => (await import("../dataset-commands.ts")).diffCommand(call, context),
    },
    {
      name: "validate",
      arguments: "[dataset...]",
      summary: "check datasets: every fault with file:line:column",
      examples: ["goldloop dataset validate", "goldloop dataset validate evals/datasets/*.jsonl"],
      flags: [configFlag],
      run: async (call, context) => (await import("../dataset-commands.ts")).validateCommand(call, context),
    },
    {
      name: "digest",
      arguments: "<dataset>",
      summary: "the digest that the lock pins",
      examples: ["goldloop dataset digest support"],
      flags: [configFlag],
      run: async (call, context) => (await import("../dataset-commands.ts")).digestCommand(call, context),
    },
    {
      name: "import",
      arguments: "<file>",
      summary: "make a golden dataset of a CSV, JSON or JSONL file with other columns",
      examples: [
        "goldloop dataset import questions.csv --input-column question --expected-column answer --out evals/datasets/questions.jsonl",
      ],
      flags: [
        configFlag,
        {
          flags: "--id-column <name>",
          description: "the column of the id (default id; without it, made from the content)",
        },
        { flags: "--input-column <name>", description: "the column of the input (default input)" },
        { flags: "--expected-column <name>", description: "the column of the expected output (default expected)" },
        { flags: "--out <file>", description: "the dataset to write; an existing one is not overwritten" },
      ],
      run: async (call, context) => (await import("../dataset-commands.ts")).importCommand(call, context),
    },
    {
      name: "export",
      arguments: "<dataset>",
      summary: "write a dataset in another format",
      examples: ["goldloop dataset export support --format csv --out support.csv"],
      flags: [
        configFlag,
        {
          flags: "--format <name>",
          description: "jsonl, json, yaml or csv",
          choices: ["jsonl", "json", "yaml", "csv"],
        },
        { flags: "--out <file>", description: "the file to write (default: the standard output)" },
      ],
      run: async (call, context) => (await import("../dataset-commands.ts")).exportCommand(call, context),
    },
  ],
};
