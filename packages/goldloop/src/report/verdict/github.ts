import { createHash } from "node:crypto";
import { suiteKey } from "../../gate/index.ts";
import { count } from "../figures.ts";
import { findLines } from "../find-lines.ts";
import { cutTo } from "../width.ts";
import { command } from "../workflow-command.ts";
import { readDetails } from "./examples.ts";
import { markdown } from "./markdown.ts";
import type { VerdictInput, VerdictReporter } from "./reporter.ts";
import { observedWithInterval, ruleFigures } from "./rule-figures.ts";
import { exampleText, inconclusiveText, reasonText, unmeasuredText } from "./rule-text.ts";
import { type JudgedRule, readVerdict, standing } from "./standing.ts";
import { inertLine } from "../inert.ts";

// GitHub shows ten annotations of each level per step and drops the rest.
const shownAnnotations = 10;
const longestValue = 400;

/** Annotations at the lines of the examples that rules name, and on rules without one; then the comment's text for the step's summary. */
export const github: VerdictReporter = {
  name: "github",
  description: "GitHub annotations at the examples' lines (the first ten), then the Markdown summary",
  fileExtension: "txt",
  async *render(input) {
    yield* annotations(input);
    let summary = "";
    for await (const part of markdown.render(input)) summary += part;
    // No line between the two is read as a command, whatever a model wrote; a text cannot hold its own digest.
    const token = `goldloop-${createHash("sha256").update(summary).digest("hex").slice(0, 32)}`;
    yield command("stop-commands", {}, token);
    yield summary;
    yield `::${token}::\n`;
  },
};

async function* annotations({ verdict, runs, options }: VerdictInput): AsyncGenerator<string> {
  const read = readVerdict(verdict);
  const rules = standing(read, "failed", "unmeasured", "inconclusive");
  const named = examplesOf(rules);
  const shown = named.slice(0, shownAnnotations);
  const details = await readDetails(runs, new Set(shown.map(({ id }) => id)));
  const datasets = new Map(runs.map(({ record }) => [inertLine(suiteKey(record)), record.pins.dataset.file]));
  for (const { id, one } of shown) {
    const suite = one.rule.suite ?? [...datasets.keys()].find((key) => details(id, key) !== undefined);
    const file = suite === undefined ? undefined : datasets.get(suite);
    const line = file === undefined ? undefined : (await findLines(options.directory, file, new Set([id]))).get(id);
    const detail = details(id, one.rule.suite);
    yield annotation(one, `${one.gate}: ${id}`, file, line, [
      figureText(one),
      one.standing === "unmeasured" ? unmeasuredText(one.rule) : "",
      detail === undefined ? "" : cutTo(exampleText(detail, one.rule), longestValue),
    ]);
  }
  if (named.length > shown.length)
    yield command("notice", {}, `${count(named.length - shown.length, "more example")} in the summary`);
  for (const one of rules.filter(({ rule }) => rule.examples.length === 0).slice(0, shownAnnotations)) {
    const text =
      one.standing === "inconclusive"
        ? inconclusiveText(one.rule)
        : [one.standing === "unmeasured" ? unmeasuredText(one.rule) : reasonText(one.rule)];
    yield annotation(one, one.gate, undefined, undefined, [figureText(one), ...text, one.rule.hint ?? ""]);
  }
}

// An example that several rules name is annotated once, for the first of them.
function examplesOf(rules: readonly JudgedRule[]): { id: string; one: JudgedRule }[] {
  const seen = new Set<string>();
  return rules.flatMap((one) =>
    one.rule.examples.flatMap((id) => {
      const key = JSON.stringify([one.rule.suite, id]);
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ id, one }];
    }),
  );
}

function figureText({ rule, standing: own }: JudgedRule): string {
  const figures = ruleFigures(rule);
  if (own === "unmeasured") return figures.label;
  const observed = observedWithInterval(figures);
  return observed === "" ? figures.label : `${figures.label}: ${observed}`;
}

function annotation(
  { blocks }: JudgedRule,
  title: string,
  file: string | undefined,
  line: number | undefined,
  rows: readonly string[],
): string {
  const place = file === undefined ? {} : { file, ...(line === undefined ? {} : { line: String(line) }) };
  return command(blocks ? "error" : "warning", { ...place, title }, rows.filter((row) => row !== "").join("\n"));
}
