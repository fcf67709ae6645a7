import type { VerdictDocument } from "../../gate/index.ts";
import { count, number } from "../figures.ts";
import { type JudgedRule, type ReadVerdict, standing } from "./standing.ts";

/** Why a verdict leads to a decision that does not follow from it alone; "" when it does. */
export function decisionText(read: ReadVerdict): string {
  const { document, headline, rules } = read;
  if (document.decision === "allow") {
    const undecided = standing(read, "inconclusive");
    if (headline === "ALLOWED" && undecided.length === 0) return "";
    if (document.enforce === "warn") return "Allowed: this stage warns and never blocks (enforce: warn).";
    if (headline === "WARNED") return "Allowed: what is marked only warns here.";
    return undecidedText("Allowed", "the observed value is on the right side", undecided, document);
  }
  const blocking = rules.filter(({ blocks }) => blocks);
  if (blocking.length === 0) return "Blocked: no rule allows it.";
  if (blocking.some((one) => one.standing !== "inconclusive")) return "";
  return undecidedText("Blocked", "the observed value is on the wrong side", blocking, document);
}

function undecidedText(
  decided: "Allowed" | "Blocked",
  pointing: string,
  rules: readonly JudgedRule[],
  { onInconclusive, stage }: VerdictDocument,
): string {
  const own = rules.find((one) => one.onInconclusive !== onInconclusive);
  const says = own?.onInconclusive ?? onInconclusive;
  const who = own === undefined ? "the policy" : `gate ${own.gate}`;
  const where = stage === null || own !== undefined ? "" : " for this stage";
  const why = says === "point" ? `${pointing}, and ` : "";
  return `${decided}: ${why}${who} says onInconclusive: ${says}${where}.`;
}

/** `blocked by 2 rules, 1 unmeasured`, `inconclusive: 1 rule undecided`, `allowed, 12 rules pass` */
export function outcomeText(read: ReadVerdict): string {
  const { headline, rules } = read;
  const of = (...names: Parameters<typeof standing>[1][]) => standing(read, ...names);
  const more: string[] = [];
  if (of("unmeasured").length > 0) more.push(`${number(of("unmeasured").length)} unmeasured`);
  if (of("accepted").length > 0) more.push(`${number(of("accepted").length)} accepted`);
  const undecided = of("inconclusive").length;
  if (headline === "BLOCKED") {
    const blocking = of("failed").filter(({ blocks }) => blocks).length;
    if (undecided > 0) more.push(`${number(undecided)} inconclusive`);
    return [blocking === 0 ? "blocked" : `blocked by ${count(blocking, "rule")}`, ...more].join(", ");
  }
  if (headline === "INCONCLUSIVE")
    return [`inconclusive, blocked: ${count(undecided, "rule")} undecided`, ...more].join(", ");
  if (headline === "WARNED") return [`allowed with ${count(of("failed").length, "failing rule")}`, ...more].join(", ");
  if (undecided > 0) more.push(`${number(undecided)} inconclusive`);
  return [`allowed, ${passText(of("passed").length, rules.length)}`, ...more].join(", ");
}

/** `9 other rules pass`, `12 rules pass`, `no rule was judged` */
export function passText(passed: number, all: number): string {
  if (all === 0) return "no rule was judged";
  return `${number(passed)}${passed < all ? " other" : ""} rule${passed === 1 ? " passes" : "s pass"}`;
}

/** Promoted examples that still fail, what was removed, sign-offs that are missing, and remarks. */
export function remarkLines({ open, removed, signOff, notes, at }: VerdictDocument): [label: string, text: string][] {
  const late = (deadline: string | null): boolean => deadline !== null && endOf(deadline) <= Date.parse(at);
  return [
    ...open.map(({ id, owner, deadline }): [string, string] => [
      "open",
      [
        `${id} still fails`,
        owner === null ? "without an owner" : `owner ${owner}`,
        deadline === null
          ? "without a deadline"
          : `${late(deadline) ? "overdue since" : "due"} ${deadline.slice(0, 10)}`,
      ].join(", "),
    ]),
    ...removed.map(({ id, how, against }): [string, string] => [
      "removed",
      `${id} is ${how === "unselected" ? "no longer selected" : how}, compared with the ${against === "baseline" ? "approved baseline" : "merge base"}`,
    ]),
    ...(signOff.length === 0
      ? []
      : [["sign-off", `still needed from ${signOff.join(" and ")}`] satisfies [string, string]]),
    ...notes.map((note): [string, string] => ["note", note]),
  ];
}

/** A date without a time ends with its day, as gates count it. */
function endOf(deadline: string): number {
  return Date.parse(deadline) + (/^\d{4}-\d{2}-\d{2}$/.test(deadline) ? 86_400_000 : 0);
}
