import { benjaminiHochberg } from "../stats/index.ts";
import type { Figure } from "./figure.ts";
import { metadataText } from "./select.ts";
import type { TableExample } from "./table.ts";
import type { SliceVerdict } from "./verdict.ts";
import type { RunView } from "./view.ts";

const metadataPrefix = "metadata.";

/** The values of an example under a slice: one for `split` and `metadata.KEY` where it has one, several for `tags`. */
export function valuesOf(slice: string, example: TableExample): readonly string[] {
  if (slice === "tags") return example.tags;
  if (slice === "split") return example.split === null ? [] : [example.split];
  const key = slice.slice(metadataPrefix.length);
  const value = Object.hasOwn(example.metadata, key) ? example.metadata[key] : undefined;
  return value === undefined ? [] : [metadataText(value)];
}

/**
 * The p value of a fail: 1 minus the highest confidence at which the rule still fails, by bisection. 1 where it does not even fail at 50%.
 */
export function failureP(failsAt: (confidence: number) => boolean): number {
  if (!failsAt(0.5)) return 1;
  let [fails, holds] = [0.5, 1e-9];
  if (failsAt(1 - holds)) return holds;
  for (let i = 0; i < 40 && fails / holds > 1 + 1e-6; i++) {
    const middle = Math.sqrt(fails * holds);
    if (failsAt(1 - middle)) fails = middle;
    else holds = middle;
  }
  return fails;
}

interface Slice {
  by: string;
  value: string;
  figure: Figure;
}

/**
 * A rule's figure for every value of the gate's slices, values ascending. A slice fails only when its p value, corrected over the slices of the
 * rule (Benjamini and Hochberg), is at most 1 - confidence.
 */
export function judgeSlices(
  view: RunView,
  examples: Int32Array,
  by: readonly string[],
  measure: (examples: Int32Array) => Figure,
  confidence: number,
): SliceVerdict[] {
  const slices: Slice[] = [];
  for (const slice of by) {
    for (const value of sliceValues(view, examples, slice)) {
      const own = view.within(examples, `slice ${slice} ${value}`, (example) =>
        valuesOf(slice, example).includes(value),
      );
      const figure = measure(own);
      if (figure.nothing || figure.fault !== null || figure.failsAt === undefined) continue;
      slices.push({ by: slice, value, figure });
    }
  }
  const adjusted = benjaminiHochberg(slices.map(({ figure }) => failureP(figure.failsAt ?? (() => false))));
  return slices.map(({ by: slice, value, figure }, i) => {
    const adjustedP = adjusted[i] ?? 1;
    const fails = adjustedP <= 1 - confidence;
    const verdict = fails ? "fail" : figure.verdict === "pass" ? "pass" : "inconclusive";
    return { by: slice, value, verdict, observed: figure.observed, interval: figure.interval, n: figure.n, adjustedP };
  });
}

/** The values that a selection has under a slice, ascending. */
export function sliceValues(view: RunView, examples: Int32Array, slice: string): string[] {
  return view.derive(examples, `values ${slice}`, () => {
    const values = new Set<string>();
    for (const place of examples) {
      const example = view.table.examples[place];
      if (example !== undefined) for (const value of valuesOf(slice, example)) values.add(value);
    }
    return [...values].toSorted();
  });
}
