import { none, type Failing } from "./worst-first.ts";
import type { RuleFault, RuleVerdict, Verdict } from "./verdict.ts";

/** What one rule says of one selection, before the stage decides about it. */
export interface Figure {
  verdict: Verdict;
  observed: number | null;
  interval: [number, number] | null;
  bound: number | null;
  n: number;
  errors: number;
  needed: number | null;
  decidable: number | null;
  failing: Failing;
  /** The plain value is on the wrong side: what `onInconclusive: point` asks. */
  wrongSide: boolean;
  /** Whether the rule would be a fail at another confidence; absent for exact rules. */
  failsAt?: (confidence: number) => boolean;
  fault: RuleFault | null;
  reason: string | null;
  hint: string | null;
  /** No trial has what the rule reads. */
  nothing: boolean;
  flaky: RuleVerdict["flaky"];
  reportOnly: boolean;
  regressed?: number;
  improved?: number;
  baseline?: number | null;
  current?: number | null;
  corrected?: RuleVerdict["corrected"];
}

/** The comparison with a baseline: everything but lists and faults. */
export type Change = Partial<Figure> & Pick<Figure, "verdict" | "wrongSide">;

const empty: Omit<Figure, "verdict"> = {
  observed: null,
  interval: null,
  bound: null,
  n: 0,
  errors: 0,
  needed: null,
  decidable: null,
  failing: none,
  wrongSide: false,
  fault: null,
  reason: null,
  hint: null,
  nothing: false,
  flaky: [],
  reportOnly: false,
};

/** A figure with what is not said left empty. Numbers that are not finite become null: a verdict is JSON. */
export function figure(parts: Partial<Figure> & Pick<Figure, "verdict">): Figure {
  const made = { ...empty, ...parts };
  const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
  made.observed = finite(made.observed);
  made.bound = finite(made.bound);
  made.needed = finite(made.needed);
  made.decidable = finite(made.decidable);
  if (made.baseline !== undefined) made.baseline = finite(made.baseline);
  if (made.current !== undefined) made.current = finite(made.current);
  if (made.interval !== null && !made.interval.every(Number.isFinite)) made.interval = null;
  return made;
}

/** A figure that fails closed. */
export function faulty(fault: RuleFault, reason: string, parts: Partial<Figure> = {}): Figure {
  return figure({ hint: null, ...parts, verdict: "fail", wrongSide: true, fault, reason });
}

/** `3 examples`, `1 example`. */
export function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
