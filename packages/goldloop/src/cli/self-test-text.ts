import { relative } from "node:path";
import { styleText } from "node:util";
import type { SelfTestDocument, SimulatedRule, SimulatedShare, VisibleRegression } from "../gate/index.ts";

/** More blocked pull requests than these, and people stop to believe a gate. */
const tolerable = 0.05;
/** Flaky examples that are named. */
const named = 5;

/** How a self-test is printed. */
interface Options {
  color: boolean;
  width: number;
  /** Paths are shown from here. */
  directory: string;
}

/** A self-test for people: what the stage does to an unchanged system, a table of its rules, and what to do about it. */
export function formatSelfTest(document: SelfTestDocument, { color, width, directory }: Options): string {
  const style = (format: "bold" | "dim", text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const lines = headLines(document, style, relative(directory, document.policy.file));
  for (const part of [tableLines(document, style, width), leftLines(document, style), adviceLines(document, style)]) {
    if (part.length > 0) lines.push("", ...part);
  }
  return `${lines.join("\n")}\n`;
}

type Style = (format: "bold" | "dim", text: string) => string;

function headLines(
  { stage, enforce, policy, runs, blocks, inconclusive, visible, rules }: SelfTestDocument,
  style: Style,
  file: string,
): string[] {
  const where = stage === null ? file : `stage ${stage} of ${file}`;
  const from = policy.ref === null ? "" : ` at ${policy.ref}`;
  const of = runs.map(
    ({ suite, target, examples, trials, flaky }) =>
      `${target === null ? suite : `${suite} / ${target}`} ${examples} examples x ${trials} trials, ${flaky} flaky`,
  );
  const lines = [
    style("bold", `This policy would block an unchanged system in ${shareText(blocks)} of pull requests.`),
    style("dim", `${where}${from}; ${of.join("; ")}`),
  ];
  if (rules.length === 0)
    return ["Nothing in this stage depends on chance: there is nothing to simulate.", lines[1] ?? ""];
  if (enforce === "warn") lines.push("The stage only warns: it blocks nothing, whatever its rules find.");
  if (inconclusive.share > 0) {
    lines.push(`In ${percent(inconclusive.share)} a rule is inconclusive while none fails.`);
  }
  if (visible.amount !== null && visible.amount > 0 && visible.examples !== null) {
    lines.push(
      `A change that fails ${count(visible.examples, "example")} that passed is blocked in at least 80% of pull requests.`,
    );
  }
  return lines;
}

function tableLines({ rules, runs }: SelfTestDocument, style: Style, width: number): string[] {
  if (rules.length === 0) return [];
  const table = [
    ["gate", "rule", "blocks unchanged", "inconclusive", "sees at 80%"],
    ...rules.map((rule) => [
      rule.gate,
      ruleText(rule, runs.length > 1),
      shareText(rule.blocks),
      percent(rule.inconclusive.share),
      visibleText(rule.visible, rule),
    ]),
  ];
  const columns = [0, 1, 2, 3, 4].map((place) => Math.max(...table.map((row) => row[place]?.length ?? 0)));
  const others = columns.reduce((sum, own, place) => sum + 2 + (place === 1 ? 0 : own), 0);
  columns[1] = Math.min(columns[1] ?? 0, Math.max(24, width - others));
  return table.flatMap((row, i) => {
    const text = row.map((cell, place) => cut(cell, columns[place] ?? 0).padEnd(columns[place] ?? 0));
    const line = `  ${text.join("  ").trimEnd()}`;
    const reason = rules[i - 1]?.reason ?? null;
    return [i === 0 ? style("dim", line) : line, ...(reason === null ? [] : [`      ${reason}`])];
  });
}

function ruleText({ rule, suite, scorer }: SimulatedRule, suites: boolean): string {
  const own = scorer === null || rule.includes(scorer) ? rule : `${scorer} ${rule}`;
  return suites && suite !== null ? `${suite}: ${own}` : own;
}

function visibleText({ of, amount, examples }: VisibleRegression, { n }: SimulatedRule): string {
  if (amount === null) return "none up to 50%";
  if (amount === 0) return "blocks anyway";
  if (of === "amount") return `${percent(amount)} more`;
  return `${count(examples ?? 0, "example")} of ${n}`;
}

function leftLines({ notSimulated }: SelfTestDocument, style: Style): string[] {
  if (notSimulated.length === 0) return [];
  const gate = Math.max(...notSimulated.map((one) => one.gate.length));
  const rule = Math.max(...notSimulated.map((one) => one.rule.length));
  return [
    style("dim", "  not simulated"),
    ...notSimulated.map((one) => `  ${one.gate.padEnd(gate)}  ${one.rule.padEnd(rule)}  ${one.reason}`),
  ];
}

function adviceLines({ blocks, runs, examples, rules, stage }: SelfTestDocument, style: Style): string[] {
  const most = Math.max(...runs.map(({ trials }) => trials));
  const suite = runs.length === 1 ? ` ${runs[0]?.suite}` : "";
  const moreTrials = `goldloop run${suite} --trials ${most * 2}`;
  if (blocks.share <= tolerable) {
    if (blocks.interval[1] <= tolerable) return [];
    return [
      `The interval allows for flakiness that ${most} trials do not show. More of them say it more exactly:`,
      `  ${style("bold", moreTrials)}`,
    ];
  }
  const lines = ["That is more than 1 in 20: people learn to press the button again."];
  const flaky = examples.filter(({ passRate }) => passRate > 0 && passRate < 1).slice(0, named);
  const always = examples.filter(({ passRate, share }) => passRate === 0 && share > 0.5).slice(0, named);
  if (flaky.length > 0) lines.push("Flaky examples behind it:", ...exampleLines(flaky, runs.length > 1));
  if (always.length > 0)
    lines.push("Examples behind it that fail in every trial:", ...exampleLines(always, runs.length > 1));
  if (flaky.length + always.length === 0) lines.push("No example is behind it alone.");
  const next: [string, string][] = [["more trials", moreTrials]];
  if (flaky.length > 0) {
    next.push(["steadier examples", "ask for 100% of fewer flaky examples: retag these, or make the answer certain"]);
  }
  const [first] = always;
  if (first !== undefined) next.push(["what always fails", `goldloop run ${first.suite} --filter ${first.id} --watch`]);
  if (rules.some((rule) => rule.blocks.share > rule.fails.share + tolerable)) {
    next.push([
      "inconclusive rules",
      `onInconclusive: point${stage === null ? "" : `   in stages.${stage}`}, or more examples`,
    ]);
  }
  const widest = Math.max(...next.map(([label]) => label.length));
  lines.push(
    "",
    ...next.map(([label, text], i) => `${i === 0 ? "Next" : "    "}  ${label.padEnd(widest)}  ${style("bold", text)}`),
  );
  return lines;
}

function exampleLines(examples: SelfTestDocument["examples"], suites: boolean): string[] {
  const rows = examples.map(({ suite, id, passRate, share }): [string, string] => [
    cut(suites ? `${suite}: ${id}` : id, 60),
    `passes ${percent(passRate)} of its trials, named in ${percent(share)} of the blocks`,
  ]);
  const widest = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(widest)}  ${text}`);
}

/** `1.2% [0.4, 3.4]` */
function shareText({ share, interval: [low, high] }: SimulatedShare): string {
  return `${percent(share)} [${points(low)}, ${points(high)}]`;
}

function percent(share: number): string {
  if (share <= 0 || share >= 1) return share <= 0 ? "0%" : "100%";
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)}%`;
}

function points(share: number): string {
  return String(Number((share * 100).toFixed(1)));
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}
