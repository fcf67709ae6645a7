import type { VerdictDocument } from "./verdict.ts";

/**
 * The exit code of a decision (design 5): 0 allowed; 1 blocked by a fail, or by an observed value on the wrong side under `onInconclusive: point`;
 * 3 blocked only by what could not be completed; 4 blocked by inconclusive rules only.
 */
export function exitCodeOf(document: VerdictDocument): 0 | 1 | 3 | 4 {
  if (document.decision === "allow") return 0;
  const blocking = document.gates.flatMap(({ rules, onInconclusive }) =>
    rules.filter(({ decision }) => decision === "block").map((rule) => ({ rule, onInconclusive })),
  );
  const failed = blocking.some(({ rule, onInconclusive }) =>
    rule.verdict === "fail" ? rule.fault !== "incomplete" : onInconclusive === "point",
  );
  if (failed) return 1;
  return blocking.some(({ rule }) => rule.fault === "incomplete") ? 3 : 4;
}
