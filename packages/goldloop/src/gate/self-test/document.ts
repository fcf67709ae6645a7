/** How often something happens, 0..1, with its 95% interval. */
export interface SimulatedShare {
  share: number;
  interval: [number, number];
}

/**
 * The smallest regression that is blocked in at least 80% of the repetitions. `amount` is the share of the passing examples that fail altogether, or for
 * cost, latency and tokens how much more of them there is; 0 for what is blocked anyway, null for more than 50%.
 */
export interface VisibleRegression {
  of: "examples" | "amount";
  amount: number | null;
  /** The same in examples of the rule; null for amounts. */
  examples: number | null;
}

/** One rule of the policy under simulation. */
export interface SimulatedRule {
  gate: string;
  /** As in the verdict: `passRate == 100%`, `noRegression mean: -2pp`. */
  rule: string;
  kind: "require" | "noRegression";
  suite: string | null;
  scorer: string | null;
  metric: string;
  /** Examples (pairs) that it rests on. */
  n: number;
  /** How often it blocks a system that did not change. */
  blocks: SimulatedShare;
  /** How often its verdict is a fail, or inconclusive. */
  fails: SimulatedShare;
  inconclusive: SimulatedShare;
  visible: VisibleRegression;
  /** Why it could not be judged on its figures, where that is so every time. */
  reason: string | null;
}

/** An example that makes the policy block an unchanged system. */
export interface BlockingExample {
  suite: string;
  id: string;
  /** Of its trials in the run, the share that passes every scorer with a verdict. */
  passRate: number;
  /** Of the simulated pull requests that were blocked, the share that was blocked with its failure. */
  share: number;
}

/** `goldloop/self-test/v1`: what `goldloop gate --self-test --json` prints. */
export interface SelfTestDocument {
  schema: "goldloop/self-test/v1";
  stage: string | null;
  enforce: "block" | "warn";
  policy: { file: string; digest: string; ref: string | null };
  runs: { id: string; suite: string; target: string | null; examples: number; trials: number; flaky: number }[];
  /** Pairs of runs that were simulated: unchanged, at each amount of regression, and of systems that the run does not rule out. */
  repetitions: { unchanged: number; regressed: number; possible: number };
  /** How often the stage blocks an unchanged system, over all rules that were simulated. */
  blocks: SimulatedShare;
  /** How often one of its rules is inconclusive while none fails. */
  inconclusive: SimulatedShare;
  /** What the stage sees over all rules on scores and rates. */
  visible: VisibleRegression;
  rules: SimulatedRule[];
  notSimulated: { gate: string; rule: string; reason: string }[];
  /** Those that block an unchanged system most often first. */
  examples: BlockingExample[];
}
