import type { RuleVerdict, VerdictDocument } from "../../gate/index.ts";
import { number } from "../figures.ts";
import { inline } from "../markdown-text.ts";
import { marks } from "../paint.ts";
import { cutTo } from "../width.ts";
import { observedWithInterval, ruleFigures } from "./rule-figures.ts";
import { reasonText, unmeasuredText } from "./rule-text.ts";
import type { JudgedRule, Standing } from "./standing.ts";

const longestReason = 300;

const signs: Record<Standing, string> = {
  failed: marks.fail,
  unmeasured: marks.error,
  inconclusive: marks.inconclusive,
  accepted: "accepted",
  reported: "reported",
  passed: marks.pass,
};

/** A table with a row per rule: where it stands, from what to what, what it needs, and on how many examples it rests. */
export function ruleTable(rules: readonly JudgedRule[], document: VerdictDocument): string {
  const rows = rules.map((one) => `| ${cellsOf(one, document).join(" | ")} |\n`);
  return `| | Rule | Baseline → now | Needs | n |\n|---|---|---|---|--:|\n${rows.join("")}\n`;
}

function cellsOf({ gate, rule, standing, blocks }: JudgedRule, document: VerdictDocument): string[] {
  const { subject, needs } = ruleFigures(rule);
  const suite = document.runs.length > 1 && rule.suite !== null ? `${rule.suite}: ` : "";
  const what = rule.kind === "precondition" ? rule.rule : subject;
  const warns = document.decision === "block" && !blocks && (standing === "failed" || standing === "unmeasured");
  return [
    `${signs[standing]}${warns ? " warns" : ""}`,
    `**${inline(cutTo(gate, 60))}** ${inline(cutTo(`${suite}${what}`, 120))}`,
    standing === "unmeasured" ? inline(cutTo(unmeasuredText(rule), longestReason)) : figures(rule),
    inline(cutTo(printed(needs), 80)),
    rule.n > 0 ? number(rule.n) : "",
  ];
}

function figures(rule: RuleVerdict): string {
  const read = ruleFigures(rule);
  const shown = [read.sides, observedWithInterval(read)].filter((part) => part !== "").join(", ");
  return shown === "" ? inline(cutTo(reasonText(rule), longestReason)) : printed(shown);
}

/** Figures with the signs of print: a minus, an arrow, ≤ and ≥. */
export function printed(text: string): string {
  return text
    .replaceAll(" -> ", " → ")
    .replaceAll("<=", "≤")
    .replaceAll(">=", "≥")
    .replace(/(^|[\s[])-(?=[\d$])/g, "$1−");
}
