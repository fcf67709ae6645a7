import { seededRandom, type Random } from "../../stats/index.ts";
import { seedOf } from "../amount-change.ts";
import type { GateInput } from "../evidence.ts";
import { strataOf } from "./degrade.ts";
import type { SelfTestDocument, SimulatedRule } from "./document.ts";
import { blockingExamples, flakyExamples } from "./examples.ts";
import { simulatedShare, type AcrossSystems } from "./interval.ts";
import { amountRules, onlyRules, ruleKey, simulatedPolicy } from "./policy.ts";
import { simulate, type Setting } from "./simulate.ts";
import { sourceOf, type Source } from "./source.ts";
import { drawSystem, likeliest, possible, type Beliefs } from "./system.ts";
import { Tally, type RuleCount } from "./tally.ts";
import { Sight } from "./visible.ts";

/** How many pairs of runs are simulated. */
export interface SelfTestOptions {
  /** Unchanged; 400 unless said otherwise. */
  repetitions?: number;
  /** At each amount of regression; 80 unless said otherwise. */
  regressed?: number;
  /** Systems that the run does not rule out, 40 with 8 pairs of runs each unless said otherwise. */
  systems?: number;
  pairs?: number;
}

/** How far a simulation is, in repetitions. */
export interface SelfTestProgress {
  done: number;
  total: number;
}

/** Shares of examples that fail, or of cost and latency that come on top. */
const ladder: readonly number[] = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

/**
 * Simulates how the gates of a stage judge a system that did not change, and one that got worse (design 5, `gate --self-test`). From the trials of the
 * given runs it estimates the system (`fitPassRates`), draws from it a baseline and a candidate, and judges them as `judgeGates` would. Pure: the same input
 * gives the same document. Yields its progress after every repetition and returns the document; the input must be
 * one that `judgeGates` has no fault with, and its runs must have several trials.
 */
export function* selfTest(
  input: GateInput,
  { repetitions = 400, regressed = 80, systems = 40, pairs = 8 }: SelfTestOptions = {},
): Generator<SelfTestProgress, SelfTestDocument> {
  const { policy, gates, left } = simulatedPolicy(input.policy, input.stage, input.baseline?.interleaved ?? false);
  const sources = input.runs.map(({ table }) => sourceOf(table));
  const setting: Setting = { input: { ...input, policy }, sources, strata: sources.map((one) => strataOf(one, gates)) };
  const names = new Set(gates.map(({ name }) => name));
  const amounts = amountRules(gates);
  const seed = [input.policy.digest, input.stage, ...input.runs.map(({ table }) => table.record.id)].join("\n");
  const randomOf = (what: string): Random => seededRandom(seedOf(`${seed}\n${what}`));
  const known = new Map(sources.map((source) => [source, likeliest(source)]));
  const draw = (beliefsOf: (source: Source) => Beliefs, random: Random) =>
    sources.map((source) => drawSystem(source, beliefsOf(source), random));
  const drawLikeliest = (random: Random) => draw((source) => known.get(source) ?? likeliest(source), random);
  const total = repetitions + systems * pairs + ladder.length * regressed;
  let done = 0;

  const unchanged = new Tally(names, amounts);
  for (let i = 0; i < repetitions; i++) {
    const random = randomOf(`unchanged ${i}`);
    unchanged.add(simulate(setting, drawLikeliest(random), gates, 0, random));
    yield { done: ++done, total };
  }

  const across: Tally[] = [];
  for (let s = 0; s < systems; s++) {
    const random = randomOf(`system ${s}`);
    const system = draw((source) => possible(source, random), random);
    const tally = new Tally(names, amounts);
    for (let i = 0; i < pairs; i++) {
      tally.add(simulate(setting, system, gates, 0, random));
      yield { done: ++done, total };
    }
    across.push(tally);
  }

  const sight = new Sight(unchanged);
  for (const amount of ladder) {
    const asked = onlyRules(
      gates,
      sight.asked((count) => ruleKey(count.gate, count.rule.rule)),
    );
    if (asked.length === 0) break;
    const tally = new Tally(names, amounts);
    for (let i = 0; i < regressed; i++) {
      const random = randomOf(`regressed ${amount} ${i}`);
      tally.add(simulate(setting, drawLikeliest(random), asked, amount, random));
      yield { done: ++done, total };
    }
    sight.add(amount, tally);
  }

  const over = (times: (tally: Tally) => number): AcrossSystems => ({ times: across.map(times), each: pairs });
  const rules = [...unchanged.rules].map(([key, count]): SimulatedRule => {
    const { rule, gate } = count;
    const shareOf = (what: "blocks" | "fails" | "inconclusive") =>
      simulatedShare(
        count[what],
        repetitions,
        over((tally) => tally.rules.get(key)?.[what] ?? 0),
      );
    return {
      gate,
      rule: rule.rule,
      kind: rule.kind === "noRegression" ? "noRegression" : "require",
      suite: rule.suite,
      scorer: rule.scorer,
      metric: rule.metric,
      n: rule.n,
      blocks: shareOf("blocks"),
      fails: shareOf("fails"),
      inconclusive: shareOf("inconclusive"),
      visible: sight.of(key, amounts.has(ruleKey(gate, rule.rule)) ? "amount" : "examples", rule.n),
      reason: reasonOf(count, repetitions),
    };
  });
  return {
    schema: "goldloop/self-test/v1",
    stage: input.stage,
    enforce: policy.stages[input.stage ?? ""]?.enforce ?? "block",
    policy: { file: policy.file, digest: policy.digest, ref: input.policyRef },
    runs: sources.map(runOf),
    repetitions: { unchanged: repetitions, regressed, possible: systems * pairs },
    blocks: simulatedShare(
      unchanged.blocks,
      repetitions,
      over(({ blocks }) => blocks),
    ),
    inconclusive: simulatedShare(
      unchanged.inconclusive,
      repetitions,
      over(({ inconclusive }) => inconclusive),
    ),
    visible: sight.ofStage(sources.reduce((sum, { table }) => sum + table.examples.length, 0)),
    rules,
    notSimulated: left,
    examples: blockingExamples(unchanged, sources),
  };
}

function runOf(source: Source): SelfTestDocument["runs"][number] {
  const { id, suite, target, trials } = source.table.record;
  return { id, suite, target, examples: source.table.examples.length, trials, flaky: flakyExamples(source) };
}

function reasonOf({ rule, faults }: RuleCount, repetitions: number): string | null {
  return faults === repetitions ? rule.reason : null;
}
