import { number } from "../figures.ts";
import { type Mark, type Paint, paintWith } from "../paint.ts";
import { padTo } from "../width.ts";
import { acceptanceLines } from "./acceptance-text.ts";
import { changeLines, changeText, proposedLines, proposedText } from "./change-text.ts";
import { nextCommands } from "./commands.ts";
import { decisionText, passText, remarkLines } from "./decision-text.ts";
import { readDetails } from "./examples.ts";
import type { VerdictReporter } from "./reporter.ts";
import { ruleFigures } from "./rule-figures.ts";
import { remarksText } from "./rule-text.ts";
import { type Headline, type JudgedRule, type ReadVerdict, readVerdict, standing } from "./standing.ts";
import { subjectText } from "./subject.ts";
import { hasExampleLines, layoutOf, ruleLines, shownExamples } from "./terminal-rule.ts";

const shownRules = 20;

const styles: Record<Headline, Mark> = {
  BLOCKED: "fail",
  INCONCLUSIVE: "inconclusive",
  WARNED: "error",
  ALLOWED: "pass",
};

/** What `goldloop gate` prints: the decision, what does not pass and why, what changed, and what to type next. */
export const terminal: VerdictReporter = {
  name: "terminal",
  description: "for people: the decision, what does not pass and why, and what to type next",
  fileExtension: "txt",
  async *render({ verdict, runs, options }) {
    const paint = paintWith(options.color);
    const read = readVerdict(verdict);
    const { document, rules, headline } = read;
    yield `${paint.as(styles[headline], headline)}  ${subjectText(document)}\n`;
    const passing = standing(read, "passed");
    const others = rules.filter((one) => one.standing !== "passed");
    const listed = options.all === true ? [...rules] : others.slice(0, shownRules);
    const ids = new Set(
      listed.flatMap(({ rule }) => (hasExampleLines(rule) ? rule.examples.slice(0, shownExamples) : [])),
    );
    const details = await readDetails(runs, ids);
    const layout = layoutOf(listed, read, { paint, width: options.width });
    for (const one of listed) yield* ruleLines(one, layout, details, read);
    const more = others.length - listed.length;
    if (more > 0) yield `  ${number(more)} more that do not pass: --all\n`;
    if (options.all !== true) yield* passLines(passing, rules.length, paint);
    yield* endLines(read, verdict, paint);
  },
};

function* passLines(passing: readonly JudgedRule[], all: number, paint: Paint): Generator<string> {
  if (all === 0) yield `  ${paint.mark("error")} no rule was judged\n`;
  if (passing.length === 0) return;
  yield `  ${paint.mark("pass")} ${passText(passing.length, all)} ${paint.muted("(--all shows them)")}\n`;
  for (const { gate, rule } of passing)
    for (const line of remarksText(rule).slice(0, 1))
      if (rule.slices.some((slice) => slice.verdict === "fail"))
        yield `      ${gate} ${ruleFigures(rule).label} ${line}\n`;
}

function* endLines(read: ReadVerdict, written: Parameters<typeof nextCommands>[1], paint: Paint): Generator<string> {
  const { document } = read;
  const decision = decisionText(read);
  yield "\n";
  if (decision !== "") yield `${decision}\n`;
  yield `${changeText(document)}\n`;
  for (const line of changeLines(document)) yield `  ${line}\n`;
  const proposed = proposedText(document);
  if (proposed !== "") yield `${proposed}\n`;
  for (const line of proposedLines(document)) yield `  ${line}\n`;
  const remarks = [
    ...acceptanceLines(document).map(({ text, counts }): [string, string] => [
      counts ? "not needed" : "not accepted",
      text,
    ]),
    ...remarkLines(document),
  ];
  if (remarks.length > 0) {
    yield "\n";
    const columns = Math.max(...remarks.map(([label]) => label.length));
    for (const [label, text] of remarks) yield `${paint.muted(padTo(label, columns))}  ${text}\n`;
  }
  const next = nextCommands(read, written);
  if (next.length === 0) return;
  const columns = Math.max(...next.map(([label]) => label.length));
  yield "\n";
  for (const [i, [label, command]] of next.entries())
    yield `${i === 0 ? "Next" : "    "}  ${padTo(label, columns)}  ${paint.strong(command)}\n`;
}
