import type { VerdictDocument } from "../../gate/index.ts";
import { number } from "../figures.ts";
import { code, inline } from "../markdown-text.ts";
import { marks } from "../paint.ts";
import { cutTo } from "../width.ts";
import { acceptanceCounts, acceptanceLines, acceptedText } from "./acceptance-text.ts";
import { changeLines, changeText, proposedLines } from "./change-text.ts";
import { reproduceCommand } from "./commands.ts";
import { decisionText, outcomeText, passText, remarkLines } from "./decision-text.ts";
import { readDetails } from "./examples.ts";
import { exampleBlock, namedExamples } from "./markdown-examples.ts";
import { printed, ruleTable } from "./markdown-table.ts";
import type { VerdictReporter } from "./reporter.ts";
import { ruleFigures } from "./rule-figures.ts";
import { acceptableText, inconclusiveText, regressionText, remarksText } from "./rule-text.ts";
import { type Headline, type JudgedRule, type ReadVerdict, readVerdict, standing } from "./standing.ts";
import { againstText, candidateText, policyName, suitesText } from "./subject.ts";

/** The first line of the comment, by which it is found again. */
const commentMarker = "<!-- goldloop:verdict -->";

// GitHub takes 65,536 characters in a comment, and who posts it may add a line.
const longestComment = 58_000;
const shownRules = 30;
const shownLines = 20;

const headSigns: Record<Headline, string> = {
  BLOCKED: marks.fail,
  INCONCLUSIVE: marks.inconclusive,
  WARNED: marks.error,
  ALLOWED: marks.pass,
};

/** The comment on a pull request: what does not pass, in a table; the worst examples; what passes, folded; how to see it at home. */
export const markdown: VerdictReporter = {
  name: "markdown",
  description: "Markdown for pull-request comments and step summaries",
  fileExtension: "md",
  async *render({ verdict, runs, baselineRuns }) {
    const read = readVerdict(verdict);
    const named = namedExamples(read);
    const ids = new Set(named.map(({ id }) => id));
    const now = await readDetails(runs, ids);
    const before = await readDetails(baselineRuns ?? [], ids);
    const head = headOf(read);
    const foot = footOf(read, verdict);
    let left = longestComment - head.length - foot.length;
    yield head;
    // What matters most takes its room first; what no longer fits is left out, and the reader told so.
    const parts = [
      tableOf(read),
      remarksOf(read),
      exampleBlock(read, named, now, before),
      changesOf(read),
      passesOf(read),
    ];
    for (const part of parts) {
      left -= part.length;
      if (left < 0) {
        yield "The rest is too long for a comment. `goldloop gate --all` shows it.\n\n";
        break;
      }
      yield part;
    }
    yield foot;
  },
};

function headOf(read: ReadVerdict): string {
  const { document, headline } = read;
  const candidate = candidateText(document);
  const { stage } = document;
  const where = [`${suitesText(document)} against ${againstText(document)}`, stage === null ? "" : `stage ${stage}`];
  return [
    `${commentMarker}\n`,
    `### ${headSigns[headline]} Goldloop: ${outcomeText(read)}${candidate === "" ? "" : ` (${code(cutTo(candidate, 80))})`}\n`,
    `${[changeText(document), decisionText(read)].filter((part) => part !== "").join(" ")}\n`,
    `${where.flatMap((part) => (part === "" ? [] : inline(cutTo(part, 300)))).join(" · ")}\n\n`,
  ].join("");
}

function tableOf({ rules, document }: ReadVerdict): string {
  if (rules.length === 0) return `${marks.error} No rule was judged.\n\n`;
  const open = rules.filter((one) => one.standing !== "passed");
  if (open.length === 0) return "";
  const more = open.length - shownRules;
  return `${ruleTable(open.slice(0, shownRules), document)}${more > 0 ? `and ${number(more)} more that do not pass\n\n` : ""}`;
}

/** What a row of the table has no room for: what would settle a rule, who may accept it, what to type; then what else is to be known. */
function remarksOf(read: ReadVerdict): string {
  const { document } = read;
  const ofRules = read.rules
    .filter((one) => one.standing !== "passed")
    .slice(0, shownRules)
    .flatMap((one) => ruleRemarks(one, document).map((text): [string, string] => [one.gate, text]));
  const others = [
    ...acceptanceLines(document).flatMap(({ text, counts }): [string, string][] =>
      counts ? [] : [["acceptance", text]],
    ),
    ...remarkLines(document),
  ].map(([label, text]): [string, string] => [label, inline(cutTo(text, 400))]);
  const lines = [...ofRules, ...others.slice(0, shownLines)].map(
    ([label, text]) => `- **${inline(cutTo(label, 60))}** ${text}\n`,
  );
  const more = others.length - shownLines;
  if (more > 0) lines.push(`- and ${number(more)} more\n`);
  return lines.length === 0 ? "" : `${lines.join("")}\n`;
}

function ruleRemarks({ rule, standing: own, blocks }: JudgedRule, document: VerdictDocument): string[] {
  const texts: string[] = [];
  if (own === "inconclusive") texts.push(inconclusiveText(rule).join(" "));
  if (own === "failed" && rule.reason !== null && rule.observed !== null) texts.push(rule.reason);
  if (own === "reported") texts.push("reported only: it decides nothing");
  if (rule.kind === "noRegression" && own === "failed") texts.push(regressionText(rule, 3));
  if (own === "failed" && blocks) texts.push(acceptableText(rule));
  if (own === "accepted") texts.push(...rule.accepted.map((id) => acceptedText(id, document)));
  texts.push(...remarksText(rule));
  const shown = texts.filter((text) => text !== "").map((text) => inline(cutTo(text, 600)));
  const hint = rule.hint === null ? [] : rule.hint.split("\n").filter((line) => line !== "");
  return [...shown, ...hint.slice(0, 3).map((line) => code(cutTo(line, 300)))];
}

function changesOf({ document }: ReadVerdict): string {
  const differs = changeLines(document);
  const proposed = proposedLines(document);
  const list = (lines: readonly string[]) => lines.map((line) => `- ${code(printed(line))}\n`).join("");
  const ref = document.policy.ref ?? policyName(document.policy);
  return [
    proposed.length === 0
      ? ""
      : `<details open><summary><b>The change proposes another policy; the one of ${inline(ref)} counts</b></summary>\n\n${list(proposed)}\n</details>\n\n`,
    differs.length === 0
      ? ""
      : `<details><summary>What differs from the baseline</summary>\n\n${list(differs)}\n</details>\n\n`,
  ].join("");
}

function passesOf(read: ReadVerdict): string {
  const passing = standing(read, "passed");
  if (passing.length === 0) return "";
  const changed = passing.flatMap(({ rule }) =>
    rule.unit === "relative" && rule.kind === "noRegression"
      ? [`${inline(ruleFigures(rule).subject)} ${printed(ruleFigures(rule).observed)}`]
      : [],
  );
  const title = [`${marks.pass} ${passText(passing.length, read.rules.length)}`, ...changed.slice(0, 3)].join(" · ");
  const more = passing.length - shownRules;
  return `<details><summary>${title}</summary>\n\n${ruleTable(passing.slice(0, shownRules), read.document)}${more > 0 ? `and ${number(more)} more\n\n` : ""}</details>\n\n`;
}

function footOf(read: ReadVerdict, written: VerdictDocument): string {
  const { document } = read;
  const { ref, proposed } = document.policy;
  const policy =
    ref === null
      ? `Policy ${code(policyName(document.policy))}`
      : proposed.length > 0
        ? "**Policy change proposed**"
        : `Policy unchanged`;
  const reproduce = reproduceCommand(read, written);
  return `${reproduce === undefined ? "" : `**Reproduce** ${code(reproduce)}\n\n`}${policy} · Acceptances: ${acceptanceCounts(document)}\n`;
}
