import type { RuleFault, RuleVerdict } from "../../gate/index.ts";
import { count, number, percent } from "../figures.ts";
import type { Details, ExampleDetail } from "./examples.ts";
import { distance, observedWithInterval, ruleFigures, worse } from "./rule-figures.ts";

// What a fault means when the gate gave no reason of its own.
const faultWords: Record<RuleFault, string> = {
  errors: "some of it could not be measured",
  "unknown-values": "values that the rule needs were not measured",
  "too-few-trials": "fewer trials than the gate asks for",
  "no-baseline": "there is no baseline to compare with",
  "other-pins": "the baseline was scored with other scorers or judges",
  "nothing-paired": "no example is in both the run and the baseline",
  "no-history": "there is no git history to look at",
  "canary-moved": "the judge answers its canary differently than at its calibration",
  "canary-not-asked": "the judge's canary was not asked",
  "no-calibration": "the judge is not calibrated",
  unpinned: "the run is not pinned",
  incomplete: "the run is incomplete",
  partial: "the run is over a part of the suite only",
  replay: "the outputs are replayed, which this stage does not take",
  stale: "the run is not of this change",
  "not-run": "a suite of the baseline was not run",
  unselected: "failing examples left the selection",
  acceptance: "a risk acceptance does not count",
};

/** Why a rule could not be judged, or what broke; "" when nothing is known. */
export function reasonText(rule: RuleVerdict): string {
  if (rule.reason !== null && rule.reason !== "") return rule.reason;
  if (rule.fault !== null) return faultWords[rule.fault];
  return rule.errors > 0 ? `${count(rule.errors, "trial")} could not be measured` : "";
}

/** What a rule that could not be measured shows: what broke, and what was observed all the same. */
export function unmeasuredText(rule: RuleVerdict): string {
  const observed = observedWithInterval(ruleFigures(rule));
  const reason = reasonText(rule) || "not measured";
  if (rule.metric === "errors" || rule.metric === "skipped") {
    // The gate's reason often names the count itself.
    return observed === "" || reason.startsWith(observed) ? reason : `${observed}: ${reason}`;
  }
  return observed === "" ? reason : `${reason}; observed ${observed}`;
}

/** What an inconclusive rule means, what would settle it, and what so many examples can decide. */
export function inconclusiveText(rule: RuleVerdict): string[] {
  const { kind, n, needed } = rule;
  const compared = kind === "noRegression";
  const about = compared
    ? `A ${worse(rule)} of more than ${distance(rule.threshold, rule)}`
    : `Whether ${ruleFigures(rule).label}`;
  const settle =
    needed === null
      ? "No number of examples would settle it: what was observed is too near the threshold."
      : `To settle it: about ${count(needed, "example")}${needed > n ? `, ${number(needed - n)} more` : ""} (80% chance if ${compared ? "nothing changed" : "the observed value is the true one"}).`;
  return [`${about} is neither shown nor excluded. This is not a failure.`, settle, decidableText(rule)].filter(
    (line) => line !== "",
  );
}

/** What margin so many examples can decide; "" where that is no question. */
export function decidableText(rule: RuleVerdict): string {
  if (rule.decidable === null) return "";
  const margin = distance(rule.decidable, rule);
  return rule.kind === "noRegression"
    ? `${count(rule.n, "example")} can decide a margin of ${margin}.`
    : `${count(rule.n, "example")} can decide a value ${margin} away from the threshold.`;
}

/** One line on why an example is named by a rule: the scorer's reason, or what came out and what was expected. */
export function exampleText(detail: ExampleDetail, rule: RuleVerdict): string {
  const trials = trialsText(detail, rule);
  return [whyText(detail, rule), trials === "" ? "" : `(${trials})`].filter((part) => part !== "").join(" ");
}

function whyText({ error, scores, got, expected }: ExampleDetail, { scorer }: RuleVerdict): string {
  if (error !== undefined) return error;
  const own = scorer === null ? undefined : scores.get(scorer);
  const reasons = (own === undefined ? [...scores.values()].filter(({ bad }) => bad) : [own]).flatMap(({ reason }) =>
    reason === "" ? [] : [reason],
  );
  const shown = got === "" ? "(nothing)" : got;
  const [reason] = reasons;
  if (reason === undefined) return `got ${shown}${expected === undefined ? "" : `, expected ${expected}`}`;
  // A reason that already says what came instead needs nothing beside it.
  return /\b(expected|got)\b/.test(reason) ? reason : `${reason}; got ${shown}`;
}

/** `0 of 3` passed; "" with one trial. */
export function trialsText({ trials, passed, scores }: ExampleDetail, { scorer }: RuleVerdict): string {
  if (trials < 2) return "";
  const own = scorer === null ? undefined : scores.get(scorer);
  return `${own === undefined ? passed : own.passed} of ${trials}`;
}

/** `31 regressed, 6 fixed; worst: return-002, vat-007`; "" when nothing is known of it. */
export function regressionText({ regressed, improved, examples }: RuleVerdict, shown: number): string {
  const counts = [
    regressed === undefined ? "" : `${number(regressed)} regressed`,
    improved === undefined ? "" : `${number(improved)} fixed`,
  ].filter((part) => part !== "");
  const worst = examples.slice(0, shown);
  return [counts.join(", "), worst.length === 0 ? "" : `worst: ${worst.join(", ")}`]
    .filter((part) => part !== "")
    .join("; ");
}

/** Remarks that stand below a rule whatever its verdict: failing slices, flaky examples, figures corrected by people. */
export function remarksText({ slices, flaky, corrected, verdict, reason }: RuleVerdict): string[] {
  const failing = slices.filter((slice) => slice.verdict === "fail");
  const lines: string[] = [];
  if (failing.length > 0 && reason?.includes("fails in ") !== true) {
    const named = failing.slice(0, 3).map(({ by, value, n }) => `${by} ${value} (n=${number(n)})`);
    const more = failing.length > 3 ? ` and ${number(failing.length - 3)} more` : "";
    lines.push(`${verdict === "pass" ? "passes in all, fails" : "fails"} in ${named.join(", ")}${more}`);
  }
  if (flaky.length > 0) {
    const named = flaky.slice(0, 3).map(({ id, passRate }) => `${id} ${percent(passRate)}`);
    lines.push(`flaky: ${named.join(", ")}${flaky.length > 3 ? ` and ${number(flaky.length - 3)} more` : ""}`);
  }
  if (corrected !== undefined) {
    const [low, high] = corrected.interval;
    lines.push(
      `corrected with ${count(corrected.labels, "human label")}: ${corrected.mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
    );
  }
  return lines;
}

/** Who may accept a failing rule. */
export function acceptableText({ acceptable }: RuleVerdict): string {
  return acceptable === null ? "no acceptance allowed" : `can be accepted by ${acceptable}`;
}

/** The first examples of a rule that a stored run knows, and those that no run knows with an empty text. */
export function exampleLines(rule: RuleVerdict, details: Details, shown: number): [id: string, text: string][] {
  return rule.examples.slice(0, shown).map((id): [string, string] => {
    const detail = details(id, rule.suite);
    return [id, detail === undefined ? "" : exampleText(detail, rule)];
  });
}
