import type { Distribution } from "../../run/index.ts";

/** Counts of a distribution in equal steps from `from`; the last bin holds everything beyond. */
export interface Bins {
  from: number;
  step: number;
  counts: number[];
}

const bins = 32;

/** Counts values as they come, between the distribution's least value and its 99th percentile, which are known beforehand. */
export class Histogram {
  private readonly bins: Bins;

  constructor({ min, p99 }: Distribution) {
    const step = niceStep(Math.max(p99 - min, 1e-9) / (bins - 1));
    const from = Math.floor(min / step) * step;
    const used = Math.max(1, Math.ceil((p99 - from) / step));
    this.bins = { from, step, counts: Array.from<number>({ length: used + 1 }).fill(0) };
  }

  add(value: number): void {
    const { from, step, counts } = this.bins;
    const at = Math.min(counts.length - 1, Math.max(0, Math.floor((value - from) / step)));
    counts[at] = (counts[at] ?? 0) + 1;
  }

  get result(): Bins {
    return this.bins;
  }
}

/** The next larger of 1, 2, 2.5, 5 and 10 times a power of ten: bounds that can be read. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= step) ?? 10;
  return factor * power;
}
