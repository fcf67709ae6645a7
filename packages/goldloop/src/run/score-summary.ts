import type { Score } from "../scorer/index.ts";
import {
  clusteredStandardError,
  effectiveSize,
  meanInterval,
  passAllOf,
  passAnyOf,
  wilsonInterval,
  type Cluster,
} from "../stats/index.ts";
import type { ScoreSummary } from "./record.ts";

/** Sums that are remembered: more come from a scorer whose values hardly repeat. */
const mostKnown = 1000;

/** Scores of one name over a run, kept per example: the trials of one example are one cluster. */
export class ScoreAccumulator {
  #n = new Uint16Array(0);
  #passed = new Uint16Array(0);
  #sum = new Float64Array(0);
  #errors = 0;
  #skipped = 0;
  #judges = false;

  /** `example` is the example's place in the run, counted from 0. */
  add(example: number, score: Score): void {
    if (score.status === "skipped") {
      this.#skipped += 1;
      return;
    }
    this.#grow(example);
    this.#n[example] = (this.#n[example] ?? 0) + 1;
    if (score.status === "error") {
      this.#errors += 1;
      return;
    }
    this.#sum[example] = (this.#sum[example] ?? 0) + (score.value ?? 0);
    if (score.pass !== null) this.#judges = true;
    if (score.pass === true) this.#passed[example] = (this.#passed[example] ?? 0) + 1;
  }

  /** `binary` says that the scorer has a pass even if every score was an error. */
  summary(trials: number, hasPass: boolean): ScoreSummary {
    const judges = this.#judges || hasPass;
    let n = 0;
    let sum = 0;
    let passed = 0;
    let clusters = 0;
    for (let i = 0; i < this.#n.length; i++) {
      const count = this.#n[i] ?? 0;
      if (count === 0) continue;
      clusters += 1;
      n += count;
      sum += this.#sum[i] ?? 0;
      passed += this.#passed[i] ?? 0;
    }
    const mean = n === 0 ? 0 : sum / n;
    const standardError = finite(clusteredStandardError(this.#clusters(this.#sum)));
    const passRate = judges ? (n === 0 ? 0 : passed / n) : null;
    const interval =
      passRate === null
        ? meanInterval(mean, clusters, standardError)
        : wilsonInterval(
            passRate,
            effectiveSize(
              passRate,
              n,
              clusters,
              finite(clusteredStandardError(this.#clusters(this.#passed)), Number.NaN),
            ),
          );
    return {
      n,
      passed,
      passRate,
      mean,
      interval,
      standardError,
      errors: this.#errors,
      skipped: this.#skipped,
      passAll: judges ? this.#overTrials(trials, passAllOf) : [],
      passAny: judges ? this.#overTrials(trials, passAnyOf) : [],
    };
  }

  /** Equal ones are one object: whoever keeps them all keeps a few, since most scorers have few values. */
  *#clusters(sums: Float64Array | Uint16Array): Iterable<Cluster> {
    const known = new Map<number, Cluster>();
    for (let i = 0; i < this.#n.length; i++) {
      const n = this.#n[i] ?? 0;
      if (n === 0) continue;
      const sum = sums[i] ?? 0;
      let cluster = known.get(sum);
      if (cluster?.n !== n) {
        cluster = { n, sum };
        if (known.size < mostKnown) known.set(sum, cluster);
      }
      yield cluster;
    }
  }

  /** The mean over the examples that have at least k trials, for k = 1..trials. */
  #overTrials(trials: number, of: (n: number, passed: number, k: number) => number): number[] {
    const means: number[] = [];
    for (let k = 1; k <= trials; k++) {
      let examples = 0;
      let sum = 0;
      for (let i = 0; i < this.#n.length; i++) {
        const n = this.#n[i] ?? 0;
        if (n < k) continue;
        examples += 1;
        sum += of(n, this.#passed[i] ?? 0, k);
      }
      if (examples === 0) break;
      means.push(sum / examples);
    }
    return means;
  }

  #grow(example: number): void {
    if (example < this.#n.length) return;
    const length = Math.max(64, 2 ** Math.ceil(Math.log2(example + 1)));
    const [n, passed, sum] = [new Uint16Array(length), new Uint16Array(length), new Float64Array(length)];
    n.set(this.#n);
    passed.set(this.#passed);
    sum.set(this.#sum);
    [this.#n, this.#passed, this.#sum] = [n, passed, sum];
  }
}

function finite(value: number, otherwise = 0): number {
  return Number.isFinite(value) ? value : otherwise;
}
