import type { Gate, GateSelection } from "../config/index.ts";
import type { Json } from "../digest/index.ts";
import type { ScoreColumn } from "./table.ts";
import type { RunView } from "./view.ts";

/** A metadata value as selections and slices write it. */
export function metadataText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Whether a suite's name (or that of suite and target) fits a pattern in which `*` stands for anything. */
export function suiteFits(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "u").test(name);
}

/** Whether a selection takes this suite at all. */
export function takesSuite({ suites }: GateSelection, suite: string, key: string): boolean {
  return suites === undefined || suites.some((pattern) => suiteFits(pattern, suite) || suiteFits(pattern, key));
}

/** Places of the examples that a gate looks at, ascending; the same array for the same selection while it is in use. */
export function selectExamples(view: RunView, selection: GateSelection): Int32Array {
  const { scorers: _, ...ofExamples } = selection;
  return view.selected(JSON.stringify(ofExamples), () => {
    if (!takesSuite(selection, view.table.record.suite, view.key)) return new Int32Array(0);
    return masksOf(view, selection).reduce(within, view.places);
  });
}

/** The places that are in one of the masks, at least. */
function within(places: Int32Array, masks: readonly Uint8Array[]): Int32Array {
  const [first = new Uint8Array(0), ...more] = masks;
  let any = first;
  if (more.length > 0) {
    any = first.slice();
    for (const mask of more) for (let i = 0; i < any.length; i++) any[i] = (any[i] ?? 0) | (mask[i] ?? 0);
  }
  const kept = new Int32Array(places.length);
  let size = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    if (any[place] === 1) kept[size++] = place;
  }
  return kept.slice(0, size);
}

/** Groups of masks: an example fits when each group has one that it is in. */
function masksOf(view: RunView, { tags, anyTag, splits, origin, metadata }: GateSelection): Uint8Array[][] {
  const tagged = (tag: string): Uint8Array => view.tagged(tag);
  const groups: Uint8Array[][] = (tags ?? []).map((tag) => [tagged(tag)]);
  if (anyTag !== undefined) groups.push(anyTag.map(tagged));
  if (splits !== undefined) {
    groups.push(splits.map((split) => view.mask(`split ${split}`, (example) => example.split === split)));
  }
  if (origin !== undefined) groups.push([view.mask(`origin ${origin}`, (example) => example.origin === origin)]);
  for (const [key, values] of Object.entries(metadata ?? {})) {
    const fits = new Set(values);
    groups.push([
      view.mask(`metadata ${JSON.stringify([key, values])}`, (example) => {
        const value = Object.hasOwn(example.metadata, key) ? example.metadata[key] : undefined;
        return value !== undefined && fits.has(metadataText(value));
      }),
    ]);
  }
  return groups;
}

/** The scorers that a gate looks at, as far as the run has them. */
export function selectColumns(view: RunView, { scorers }: GateSelection): readonly ScoreColumn[] {
  const all = view.table.scores;
  if (scorers === undefined) return all;
  if (scorers === "deterministic") return all.filter((column) => column.deterministic);
  if (scorers === "judges") return all.filter((column) => column.judges.length > 0);
  return all.filter((column) => scorers.includes(column.name));
}

/** Names of scorers that a gate writes out. */
export function namedScorers(gate: Gate): { name: string; location: Gate["location"] }[] {
  const { scorers } = gate.select;
  const written = [...(gate.each ?? []), ...(Array.isArray(scorers) ? (scorers as readonly string[]) : [])].map(
    (name) => ({
      name,
      location: gate.location,
    }),
  );
  for (const { metric, location } of [...gate.require, ...gate.noRegression]) {
    if (metric.scorer !== undefined) written.push({ name: metric.scorer, location });
  }
  return written;
}
