import type { RuleVerdict, VerdictDocument } from "../verdict.ts";

/** One rule, counted over repetitions. */
export interface RuleCount {
  gate: string;
  /** Of the first repetition. */
  rule: RuleVerdict;
  blocks: number;
  fails: number;
  inconclusive: number;
  /** Repetitions in which it could not be judged on its figures. */
  faults: number;
}

/** Counts verdicts over repetitions. */
export class Tally {
  /** By gate, rule, suite and scorer. */
  readonly rules = new Map<string, RuleCount>();
  /** By suite and id: blocked repetitions in which a blocking rule named it. */
  readonly named = new Map<string, { suite: string; id: string; times: number }>();
  repetitions = 0;
  blocks = 0;
  inconclusive = 0;
  /** Repetitions blocked by a rule that is not in the set given. */
  othersBlock = 0;
  readonly #gates: ReadonlySet<string>;
  readonly #amounts: ReadonlySet<string>;

  /** `gates`: those of the policy; `amounts`: rules on cost, latency and tokens, by `ruleKey`. */
  constructor(gates: ReadonlySet<string>, amounts: ReadonlySet<string>) {
    this.#gates = gates;
    this.#amounts = amounts;
  }

  add(document: VerdictDocument): void {
    this.repetitions += 1;
    const [only] = document.runs.length === 1 ? document.runs : [];
    const seen = { block: false, other: false, fail: false, inconclusive: false };
    const named = new Map<string, { suite: string; id: string }>();
    for (const { name, rules } of document.gates) {
      if (!this.#gates.has(name)) continue;
      for (const rule of rules) {
        this.#count(name, rule);
        if (rule.reportOnly) continue;
        seen.fail ||= rule.verdict === "fail";
        seen.inconclusive ||= rule.verdict === "inconclusive";
        if (rule.decision !== "block") continue;
        seen.block = true;
        seen.other ||= !this.#amounts.has(`${name}\n${rule.rule}`);
        const suite = rule.suite ?? only?.suite ?? "";
        for (const id of rule.examples) named.set(`${suite}\n${id}`, { suite, id });
      }
    }
    if (seen.block) this.blocks += 1;
    if (seen.other) this.othersBlock += 1;
    if (seen.inconclusive && !seen.fail) this.inconclusive += 1;
    for (const [key, { suite, id }] of named) {
      const entry = this.named.get(key) ?? { suite, id, times: 0 };
      this.named.set(key, entry);
      entry.times += 1;
    }
  }

  #count(gate: string, rule: RuleVerdict): void {
    const key = [gate, rule.rule, rule.suite, rule.scorer].join("\n");
    const count = this.rules.get(key) ?? { gate, rule, blocks: 0, fails: 0, inconclusive: 0, faults: 0 };
    this.rules.set(key, count);
    if (rule.decision === "block") count.blocks += 1;
    if (rule.verdict === "fail") count.fails += 1;
    if (rule.verdict === "inconclusive") count.inconclusive += 1;
    if (rule.fault !== null) count.faults += 1;
  }
}
