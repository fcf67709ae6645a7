import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "../config/index.ts";
import { digestOfJson, type Digest } from "../digest/index.ts";
import { FaultList } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import type { ResultLine, StoredRun } from "../run/index.ts";
import { seededRandom } from "../stats/index.ts";
import { calibrationItemSchema, type CalibrationItem } from "./item.ts";
import { readJsonLines } from "./json-lines.ts";
import { rowOf } from "./row.ts";
import type { LabelScale } from "./scale.ts";

/** One output of a run that is to be labelled. */
export interface DrawnOutput {
  item: CalibrationItem;
  /** Its place in results.jsonl, from 0. */
  row: number;
}

/** How outputs are drawn. */
export interface DrawOptions {
  /** How many at random; undefined takes all, in the order of the run. */
  sample?: number | undefined;
  seed: number;
}

/**
 * Draws outputs of a run for labelling, without those whose target failed: all in order, or a random sample (Fisher and Yates) in the order of the draw, so that
 * whatever was labelled first is a random sample too, and a larger sample of the same seed begins with the smaller one.
 * Throws InputError `nothing-to-label`.
 */
export async function drawOutputs(run: StoredRun, { sample, seed }: DrawOptions): Promise<DrawnOutput[]> {
  const examples = new Map<string, Pick<CalibrationItem, "input" | "expected" | "context" | "metadata">>();
  for await (const { id, input, expected, context, metadata } of run.examples()) {
    examples.set(id, { input, expected, context, metadata });
  }
  const outputs: DrawnOutput[] = [];
  let row = -1;
  for await (const line of run.results()) {
    row += 1;
    const example = examples.get(line.id);
    if (line.error !== null || example === undefined) continue;
    outputs.push({ row, item: itemOf(line, example, run.record.id) });
  }
  if (outputs.length === 0) {
    throw new InputError("nothing-to-label", `the run ${run.record.id} has no output`, {
      hint: "goldloop run",
      location: { file: run.dir },
    });
  }
  if (sample === undefined) return outputs;
  const size = Math.min(sample, outputs.length);
  return shuffled(outputs, seed)
    .slice(0, size)
    .map(({ item, row: at }, place) => ({
      row: at,
      item: { ...item, sampling: "random", inclusion: size / outputs.length, seed, place },
    }));
}

function itemOf(
  line: ResultLine,
  { input, expected, context, metadata }: Pick<CalibrationItem, "input" | "expected" | "context" | "metadata">,
  run: string,
): CalibrationItem {
  return {
    id: line.id,
    input,
    output: line.output,
    ...(expected === undefined ? {} : { expected }),
    ...(context === undefined ? {} : { context }),
    ...(metadata === undefined ? {} : { metadata }),
    run,
    trial: line.trial,
    outputDigest: digestOfJson(line.output),
  };
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  const order = [...values];
  const random = seededRandom(seed);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor((random() / 4_294_967_296) * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

/** Labels of people on a random sample of a run's outputs. */
export interface LabelledRows {
  /** By row of results.jsonl: what people gave, 0..1. */
  labels: Map<number, number>;
}

/**
 * Labels of people on outputs of a run, where they come from a random sample of it, by the score that they are labels for. Of a draw in which an output was left out
 * only what was drawn before counts: leaving out what is hard to tell makes a sample that is not random. The labels stand in the judges' calibration sets.
 */
export async function labelledSamples(config: Config, run: StoredRun): Promise<Record<string, LabelledRows>> {
  const samples: Record<string, LabelledRows> = {};
  const scorers = Object.entries(run.record.pins.scorers).filter(
    ([, { scorer, not }]) => scorer === "judge" && not !== true,
  );
  for (const [score, { options }] of scorers) {
    const name = judgeNameIn(options);
    const settings = name === undefined ? undefined : config.judges[name];
    if (settings?.calibration === undefined) continue;
    const file = resolve(config.directory, settings.calibration);
    if (!existsSync(file)) continue;
    const drawn = await randomItems(file, run.record.id);
    if (drawn.length === 0) continue;
    const labels = await labelsByRow(drawn, run, { scale: settings.scale, labels: settings.labels });
    if (labels.size > 0) samples[score] = { labels };
  }
  return samples;
}

function judgeNameIn(options: unknown): string | undefined {
  if (typeof options !== "object" || options === null || !("name" in options)) return undefined;
  return typeof options.name === "string" ? options.name : undefined;
}

/** The labelled items of a random sample of a run, several people's labels of one item together. */
async function randomItems(file: string, run: string): Promise<CalibrationItem[]> {
  const faults = new FaultList();
  const lines = await readJsonLines<CalibrationItem>(file, calibrationItemSchema, faults);
  faults.throwIfAny();
  const items = new Map<string, CalibrationItem>();
  for (const { value } of lines) {
    if (value.sampling !== "random" || value.run !== run) continue;
    const key = JSON.stringify([value.id, value.trial]);
    const before = items.get(key);
    items.set(key, before === undefined ? value : { ...before, labels: { ...before.labels, ...value.labels } });
  }
  return withoutGaps([...items.values()]);
}

/** Of each draw, what comes before the first output that nobody labelled. Items that say nothing of a draw count as they are. */
function withoutGaps(items: readonly CalibrationItem[]): CalibrationItem[] {
  const places = new Map<number, Set<number>>();
  for (const { seed = 0, place } of items) {
    if (place !== undefined) places.set(seed, (places.get(seed) ?? new Set()).add(place));
  }
  return items.filter(({ seed = 0, place }) => {
    if (place === undefined) return true;
    const labelled = places.get(seed);
    for (let before = 0; before < place; before += 1) if (labelled?.has(before) !== true) return false;
    return true;
  });
}

async function labelsByRow(
  items: readonly CalibrationItem[],
  run: StoredRun,
  scale: LabelScale,
): Promise<Map<number, number>> {
  const byKey = new Map(items.map((item) => [`${item.trial ?? 0} ${item.id}`, item]));
  const labels = new Map<number, number>();
  let row = -1;
  for await (const { id, trial, output, error } of run.results()) {
    row += 1;
    const item = byKey.get(`${trial} ${id}`);
    if (item === undefined || error !== null || !isOf(item.outputDigest, output, item.output)) continue;
    const { truthValue } = rowOf(item, undefined, { scale, threshold: 0.5, pairs: false });
    if (truthValue !== undefined) labels.set(row, truthValue);
  }
  return labels;
}

/** A label belongs to the output that was seen, not to whatever the run holds now. */
function isOf(digest: Digest | undefined, output: ResultLine["output"], seen: CalibrationItem["output"]): boolean {
  const now = digestOfJson(output);
  return digest === undefined ? seen !== undefined && digestOfJson(seen) === now : digest === now;
}
