import type { RuleVerdict } from "../../gate/index.ts";
import { number } from "../figures.ts";
import { type Mark, marks, type Paint } from "../paint.ts";
import { cutTo, padTo, widthOf } from "../width.ts";
import { acceptedText } from "./acceptance-text.ts";
import type { Details } from "./examples.ts";
import { observedWithInterval, ruleFigures } from "./rule-figures.ts";
import {
  acceptableText,
  exampleLines,
  inconclusiveText,
  reasonText,
  unmeasuredText,
  regressionText,
  remarksText,
} from "./rule-text.ts";
import type { JudgedRule, ReadVerdict, Standing } from "./standing.ts";

/** Examples that one rule shows. */
export const shownExamples = 3;

/** What the rules that are shown share, so that their columns stand below each other. */
export interface Layout {
  paint: Paint;
  width: number;
  gate: number;
  label: number;
  figure: number;
  /** Suites are named where there are several. */
  suites: boolean;
}

/** The layout for the rules that are shown. */
export function layoutOf(
  rules: readonly JudgedRule[],
  { document }: ReadVerdict,
  { paint, width }: Pick<Layout, "paint" | "width">,
): Layout {
  const suites = document.runs.length > 1;
  const widest = (texts: string[], most: number) =>
    texts.reduce((columns, text) => Math.max(columns, Math.min(most, widthOf(text))), 0);
  const figures = rules.filter(({ standing: own }) => own !== "unmeasured");
  const gate = widest(
    rules.map((one) => one.gate),
    20,
  );
  const figure = widest(
    figures.map(({ rule }) => observedWithInterval(ruleFigures(rule))),
    40,
  );
  const room = Math.max(16, width - gate - figure - 18);
  const label = widest(
    rules.map(({ rule }) => labelOf(rule, suites)),
    room,
  );
  return { paint, width, gate, label, figure, suites };
}

function labelOf(rule: RuleVerdict, suites: boolean): string {
  const { label } = ruleFigures(rule);
  return suites && rule.suite !== null ? `${rule.suite}: ${label}` : label;
}

const signs: Record<Standing, [sign: string, mark: Mark]> = {
  failed: [marks.fail, "fail"],
  unmeasured: [marks.error, "error"],
  inconclusive: [marks.inconclusive, "inconclusive"],
  accepted: ["~", "inconclusive"],
  reported: ["·", "inconclusive"],
  passed: [marks.pass, "pass"],
};

/** One rule: its figures, then why it does not pass and who could change that. */
export function* ruleLines(one: JudgedRule, layout: Layout, details: Details, read: ReadVerdict): Generator<string> {
  const { rule, gate, standing: own } = one;
  const { paint } = layout;
  const [sign, mark] = signs[own];
  const label = labelOf(rule, layout.suites);
  const head = `  ${paint.as(mark, sign)} ${padTo(cutTo(gate, layout.gate), layout.gate)}  ${padTo(cutTo(label, layout.label), layout.label)}`;
  const below = belowOf(one, read);
  if (own === "unmeasured") {
    const reason = unmeasuredText(rule);
    const fits = widthOf(reason) <= layout.width - layout.gate - layout.label - 8;
    yield `${(fits ? `${head}  ${reason}` : head).trimEnd()}\n`;
    if (!fits) yield `      ${reason}\n`;
  } else {
    const figure = padTo(observedWithInterval(ruleFigures(rule)), layout.figure);
    yield `${`${head}  ${figure}${rule.n > 0 ? `  ${paint.muted(`n=${number(rule.n)}`)}` : ""}`.trimEnd()}\n`;
  }
  for (const line of below) yield `      ${line}\n`;
  for (const line of exampleText(rule, details, layout)) yield `      ${line}\n`;
  if (own === "failed" && one.blocks) yield `      ${paint.muted(acceptableText(rule))}\n`;
  if (!one.blocks && read.document.decision === "block" && (own === "failed" || own === "unmeasured"))
    yield `      ${paint.muted("warns only")}\n`;
  if (rule.hint !== null && own !== "passed")
    for (const line of rule.hint.split("\n")) yield `      ${paint.strong(line)}\n`;
}

function belowOf(
  { rule, standing: own, blocks, onInconclusive }: JudgedRule,
  { document, headline }: ReadVerdict,
): string[] {
  const lines: string[] = [];
  if (own === "inconclusive") lines.push(...inconclusiveText(rule));
  // Where other rules block as well, nothing below says which of the undecided ones do.
  if (own === "inconclusive" && headline === "BLOCKED") {
    const side = onInconclusive === "point" ? "the observed value is on the wrong side, and " : "";
    lines.push(blocks ? `It blocks: ${side}onInconclusive is ${onInconclusive}.` : "It does not block here.");
  }
  if (own === "reported") lines.push(`Reported only: ${reasonText(rule) || "it decides nothing"}`);
  if ((own === "failed" || own === "inconclusive") && rule.reason !== null && rule.reason !== "")
    lines.push(rule.reason);
  if (own === "accepted") lines.push(...rule.accepted.map((id) => acceptedText(id, document)));
  if (rule.kind === "noRegression" && own !== "passed") {
    const text = regressionText(rule, shownExamples);
    if (text !== "") lines.push(text);
  }
  if (own !== "passed" || rule.slices.some((slice) => slice.verdict === "fail")) lines.push(...remarksText(rule));
  return lines;
}

/** Whether the examples that a rule names are shown one by one. */
export function hasExampleLines({ kind, verdict, decision, fault }: RuleVerdict): boolean {
  return kind !== "noRegression" && (verdict === "fail" || decision === "block" || fault !== null);
}

function exampleText(rule: RuleVerdict, details: Details, { width, paint }: Layout): string[] {
  if (!hasExampleLines(rule)) return [];
  const lines = exampleLines(rule, details, shownExamples).map(([id, text]) => {
    const name = cutTo(id, 40);
    const columns = Math.max(20, width - 6 - widthOf(name) - 2);
    return `${paint.strong(name)}${text === "" ? "" : `  ${cutKeepingTrials(text, columns)}`}`;
  });
  const more = rule.examples.length - lines.length;
  return more > 0 ? [...lines, `and ${number(more)} more`] : lines;
}

// How many trials passed stands at the end, where a long output would hide it.
function cutKeepingTrials(text: string, columns: number): string {
  const trials = / \(\d+ of \d+\)$/.exec(text)?.[0] ?? "";
  return cutTo(text.slice(0, text.length - trials.length), Math.max(10, columns - trials.length)) + trials;
}
