import type { GateVerdict, RuleVerdict, VerdictDocument } from "../../gate/index.ts";
import { inertLine } from "../inert.ts";

/** How a rule stands, for people. In the order in which rules are shown. */
const standings = ["failed", "unmeasured", "inconclusive", "accepted", "reported", "passed"] as const;
export type Standing = (typeof standings)[number];

/** A rule with its place in the verdict. */
export interface JudgedRule {
  gate: string;
  rule: RuleVerdict;
  standing: Standing;
  /** Whether this rule is one of those that block. */
  blocks: boolean;
  /** What inconclusive rules of its gate do. */
  onInconclusive: VerdictDocument["onInconclusive"];
}

/** The word above everything. */
export type Headline = "BLOCKED" | "INCONCLUSIVE" | "WARNED" | "ALLOWED";

/** A verdict, read: the document with inert texts, and its rules in the order in which they matter. */
export interface ReadVerdict {
  document: VerdictDocument;
  rules: readonly JudgedRule[];
  headline: Headline;
}

/** Puts a verdict's rules in order and finds its headline. Texts of the result do nothing to whoever shows them. */
export function readVerdict(written: VerdictDocument): ReadVerdict {
  const document = inert(written);
  const rules = document.gates
    .flatMap((gate) => gate.rules.map((rule) => judged(gate, rule, document)))
    .toSorted((a, b) => place(a) - place(b));
  return { document, rules, headline: headlineOf(rules, document) };
}

/** The rules with one of these standings. */
export function standing({ rules }: Pick<ReadVerdict, "rules">, ...wanted: Standing[]): JudgedRule[] {
  return rules.filter((one) => wanted.includes(one.standing));
}

function judged({ name, onInconclusive }: GateVerdict, rule: RuleVerdict, { decision }: VerdictDocument): JudgedRule {
  const blocks = decision === "block" && rule.decision === "block";
  return { gate: name, rule, standing: standingOf(rule), blocks, onInconclusive };
}

function standingOf({ verdict, decision, fault, accepted, reportOnly, metric }: RuleVerdict): Standing {
  if (verdict === "pass" && fault === null) return "passed";
  if (decision === "allow" && accepted.length > 0) return "accepted";
  if (reportOnly) return "reported";
  const unmeasured =
    fault === null ? metric === "errors" || metric === "skipped" : fault !== "acceptance" && fault !== "unselected";
  if (unmeasured) return "unmeasured";
  return verdict === "inconclusive" ? "inconclusive" : "failed";
}

function place({ standing: own, blocks }: JudgedRule): number {
  return standings.indexOf(own) * 2 + (blocks ? 0 : 1);
}

// INCONCLUSIVE where the exit code is 4, as the gate decides it.
function headlineOf(rules: readonly JudgedRule[], { decision }: VerdictDocument): Headline {
  if (decision === "block") {
    const blocking = rules.filter(({ blocks }) => blocks);
    const undecided = blocking.every((one) => one.standing === "inconclusive" && one.onInconclusive !== "point");
    return undecided && blocking.length > 0 ? "INCONCLUSIVE" : "BLOCKED";
  }
  return standing({ rules }, "failed", "unmeasured").length > 0 ? "WARNED" : "ALLOWED";
}

// Ids, reasons and paths come from datasets, models and the change under test.
function inert<T>(value: T, key = ""): T {
  if (typeof value === "string")
    return (key === "hint" ? value.split("\n").map(inertLine).join("\n") : inertLine(value)) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => inert(one)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [inertLine(name), inert(one, name)])) as T;
}
