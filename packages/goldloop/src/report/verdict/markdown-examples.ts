import type { RuleVerdict } from "../../gate/index.ts";
import { number } from "../figures.ts";
import { code, inline } from "../markdown-text.ts";
import { cutTo } from "../width.ts";
import type { Details, ExampleDetail } from "./examples.ts";
import { trialsText } from "./rule-text.ts";
import { type JudgedRule, type ReadVerdict, standing } from "./standing.ts";

const shownExamples = 8;
const shownPerRule = 3;
const longestValue = 400;

/** An example that a rule names. */
export interface NamedExample {
  id: string;
  rule: RuleVerdict;
  gate: string;
}

/** The examples that are shown: the first few of each rule that does not pass, each once. */
export function namedExamples(read: ReadVerdict): NamedExample[] {
  const seen = new Set<string>();
  return rulesOf(read)
    .flatMap(({ gate, rule }) => rule.examples.slice(0, shownPerRule).map((id) => ({ id, rule, gate })))
    .filter(({ id, rule }) => {
      const key = JSON.stringify([rule.suite, id]);
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, shownExamples);
}

function rulesOf(read: ReadVerdict): JudgedRule[] {
  return standing(read, "failed", "unmeasured", "inconclusive", "accepted");
}

/** `Worst 2 of 31 examples` with what each was expected to give and gave, in a block that can be folded; "" without examples. */
export function exampleBlock(read: ReadVerdict, shown: readonly NamedExample[], now: Details, before: Details): string {
  if (shown.length === 0) return "";
  const all = new Set(rulesOf(read).flatMap(({ rule }) => rule.examples.map((id) => JSON.stringify([rule.suite, id]))))
    .size;
  const title =
    all > shown.length
      ? `Worst ${shown.length} of ${number(all)} examples`
      : `${number(all)} example${all === 1 ? "" : "s"}`;
  const items = shown.map((named) =>
    itemOf(named, now(named.id, named.rule.suite), before(named.id, named.rule.suite)),
  );
  return `<details open><summary><b>${title}</b></summary>\n\n${items.join("")}\n</details>\n\n`;
}

function itemOf(
  { id, rule, gate }: NamedExample,
  detail: ExampleDetail | undefined,
  before: ExampleDetail | undefined,
): string {
  const trials = detail === undefined ? "" : trialsText(detail, rule);
  const notes = new Set([gate, trials === "" ? "" : `${trials} trials passed`, ...(detail?.tags ?? []).slice(0, 5)]);
  const head = `- **${inline(cutTo(id, 200))}** ${[...notes]
    .filter((note) => note !== "")
    .map((note) => inline(cutTo(note, 60)))
    .join(" · ")}\n`;
  if (detail === undefined) return head;
  return (
    head +
    linesOf(detail, rule, before)
      .map(([label, value]) => `  - ${label}: ${value}\n`)
      .join("")
  );
}

function linesOf(
  detail: ExampleDetail,
  { scorer }: RuleVerdict,
  before: ExampleDetail | undefined,
): [string, string][] {
  const own = scorer === null ? undefined : detail.scores.get(scorer);
  const scores = own === undefined ? [...detail.scores.values()].filter(({ bad }) => bad).slice(0, 3) : [own];
  const lines: [string, string | undefined][] = [
    ["input", detail.input],
    ["expected", detail.expected],
    ["before", before?.got === detail.got ? undefined : before?.got],
    ["got", detail.error === undefined ? detail.got || "(nothing)" : detail.got],
    ...scores.map(({ name, reason }): [string, string] => [`why (${inline(cutTo(name, 40))})`, reason]),
    ["error", detail.error],
  ];
  return lines.flatMap(([label, value]) =>
    value === undefined || value === "" ? [] : [[label, code(cutTo(value, longestValue))] satisfies [string, string]],
  );
}
