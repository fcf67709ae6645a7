import type { RunRecord, ScoreSummary } from "../run/index.ts";

/** `98.8%`; `100%` and `0%` only when it is exactly that. */
export function percent(share: number): string {
  if (share >= 1) return "100%";
  if (share <= 0) return "0%";
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)}%`;
}

/** `[93.6, 99.8]`, in percent. */
function percentInterval([low, high]: readonly [number, number]): string {
  return `[${bound(low)}, ${bound(high)}]`;
}

function bound(share: number): string {
  const text = (share * 100).toFixed(1);
  return text === "100.0" || text === "0.0" ? text.slice(0, -2) : text;
}

/** A scorer's figure with its interval: the pass rate where it has one (`98.8% [93.6, 99.8]`), else the mean (`0.91 [0.88, 0.94]`). */
export function scoreFigure({ n, passRate, mean, interval }: ScoreSummary): string {
  if (n === 0) return "nothing scored";
  if (passRate !== null) return `${percent(passRate)} ${percentInterval(interval)}`;
  return `${mean.toFixed(2)} [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]`;
}

/** What a scorer's figure leaves out: `2 errors, 12 skipped`; "" when nothing. */
export function scoreNotes({ errors, skipped }: ScoreSummary): string {
  return [errors > 0 ? count(errors, "error") : "", skipped > 0 ? `${number(skipped)} skipped` : ""]
    .filter((note) => note !== "")
    .join(", ");
}

/** `812 ms`, `41 s`, `1 min 5 s`, `2 h 3 min` */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms < 10 && ms % 1 !== 0 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `$0.38`, `$0.0012`, `$1,204.50` */
export function dollars(usd: number): string {
  if (usd === 0) return "$0";
  if (usd < 1e-6) return "<$0.000001";
  if (usd < 0.01) return `$${usd.toPrecision(2)}`;
  return `$${usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** `1,319` */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** `1 example`, `84 examples` */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `support`, `support / gpt-4.1 (smoke)`: what ran. */
export function runTitle({ suite, target, selection }: Pick<RunRecord, "suite" | "target" | "selection">): string {
  const name = target === null ? suite : `${suite} / ${target}`;
  const { split, filter, tags, limit, shard } = selection;
  const parts = [
    split,
    ...filter,
    ...tags.map((tag) => `tag ${tag}`),
    limit === null ? null : `first ${number(limit)}`,
    shard === null ? null : `shard ${shard.index}/${shard.count}`,
  ].filter((part) => part !== null);
  const few = parts.length > 3 ? [...parts.slice(0, 3), `${parts.length - 3} more`] : parts;
  return few.length === 0 ? name : `${name} (${few.join(", ")})`;
}

/** `84 examples x 3 trials` */
export function runSize({ examples, trials }: Pick<RunRecord, "examples" | "trials">): string {
  return trials === 1 ? count(examples, "example") : `${count(examples, "example")} x ${number(trials)} trials`;
}

/** Everything the run cost that is known: the target and its judges, usd. Null when nothing is. */
export function totalCost({ costUsd, judgeCostUsd }: Pick<RunRecord, "costUsd" | "judgeCostUsd">): number | null {
  return costUsd === null && judgeCostUsd === 0 ? null : (costUsd?.total ?? 0) + judgeCostUsd;
}
