import { wholeNumber, type CommandDefinition } from "../command.ts";
import { configFlag } from "../flags.ts";

/** `a,b` */
function names(text: string): string[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.includes("")) throw new Error("Names with commas between them are needed.");
  return parts;
}

/** `Tie=0` */
function equation(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) throw new Error("A label and what it means are needed: Tie=0.");
  return [text.slice(0, at), text.slice(at + 1)];
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < 1)) throw new Error("A kappa between 0 and 1 is needed.");
  return value;
}

/** `goldloop judge` */
export const judge: CommandDefinition = {
  name: "judge",
  summary: "label outputs, hold a judge against people, and see whether it moved",
  examples: [
    "goldloop judge label helpfulness --run latest --sample 50",
    "goldloop judge calibrate helpfulness",
    "goldloop judge check helpfulness",
  ],
  subcommands: [
    {
      name: "label",
      arguments: "<name>",
      summary: "label a run's outputs with the keyboard, without seeing what the judge said",
      examples: [
        "goldloop judge label helpfulness --run latest",
        "goldloop judge label helpfulness --run latest --sample 50 --seed 7 --by ana@example.com",
      ],
      flags: [
        configFlag,
        { flags: "--run <run>", description: "whose outputs (latest)" },
        {
          flags: "--sample <n>",
          description: "only n outputs, drawn at random: rates of this run can then be corrected",
          parse: wholeNumber(1),
        },
        { flags: "--seed <n>", description: "of the draw (1)", parse: wholeNumber(0) },
        { flags: "--by <person>", description: "who labels (git's user.email)" },
        { flags: "--out <file>", description: "where to, if not to the judge's calibration set" },
        {
          flags: "--keys <source>",
          description: "- takes the keys from the standard input, terminal or not",
          choices: ["-"],
        },
      ],
      run: async (call, context) => (await import("../judge-label.ts")).labelCommand(call, context),
    },
    {
      name: "calibrate",
      arguments: "[name]",
      summary: "how far a judge agrees with people; writes the figures to goldloop.lock",
      examples: [
        "goldloop judge calibrate helpfulness",
        "goldloop judge calibrate helpfulness --require-kappa 0.7",
        "goldloop judge calibrate --labels labels.jsonl --people ana,li --judge-field verdict --positive refusal",
      ],
      flags: [
        configFlag,
        { flags: "--run <run>", description: "show this run's mean corrected by the labels of a random sample of it" },
        {
          flags: "--require-kappa <k>",
          description: "exit 1 unless the labels show at least this kappa",
          parse: share,
        },
        { flags: "--stored", description: "use the verdicts stored with the items; ask nobody, write nothing" },
        { flags: "--labels <file>", description: "labels of any JSONL file in place of a judge's calibration set" },
        { flags: "--people <fields>", description: "with --labels: the fields of what each person said", parse: names },
        { flags: "--judge-field <field>", description: "the field of the judge's verdict (judge)" },
        { flags: "--judgements <file>", description: "a second file with the judge's verdicts" },
        { flags: "--join <field>", description: "the field that both files have (id)" },
        {
          flags: "--positive <labels>",
          description: "with --labels: what counts as yes; labels or how they begin",
          parse: names,
        },
        { flags: "--truth <field>", description: "with --labels: what is right, majority or a field (majority)" },
        {
          flags: "--invalid <how>",
          description: "with --labels: verdicts that are no label are wrong or dropped (wrong)",
          choices: ["wrong", "drop"],
        },
        {
          flags: "--same <label=label>",
          description: "with --labels: a label that means another; may be repeated",
          parse: equation,
          repeat: true,
        },
        { flags: "--output <fields>", description: "with --labels: the field of the output, or of both", parse: names },
        {
          flags: "--labelled <which>",
          description:
            "with --labels: correct the judge's rate by these labels alone: every:K, or a field that is true",
        },
      ],
      run: async (call, context) => (await import("../judge-calibrate.ts")).calibrateCommand(call, context),
    },
    {
      name: "check",
      arguments: "<name>",
      summary: "ask a judge's canary again: exit 1 when it moved, 3 when it could not be asked",
      examples: ["goldloop judge check helpfulness"],
      flags: [configFlag],
      run: async (call, context) => (await import("../judge-check.ts")).checkCommand(call, context),
    },
  ],
};
