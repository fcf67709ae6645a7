import { FaultList } from "../document/index.ts";
import { canonicalJson, digestOfJson, type Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { calibrationItemSchema, canaryItemSchema, type CalibrationItem, type JudgedItem } from "./item.ts";
import { readJsonLines, type JsonLine } from "./json-lines.ts";
import { describeScale, pairScale, valueOfLabel, type LabelScale } from "./scale.ts";

/** Fewer frozen inputs cannot tell a judge that moved from one that wavers. */
export const smallestCanary = 50;

/** What was read. */
export interface ItemFile<Item> {
  file: string;
  items: Item[];
  /** Two outputs are compared, in place of one that is judged. */
  pairs: boolean;
}

/**
 * Reads a calibration set, checked against the judge's scale. Lines of the same item (`id`, `run`, `trial`) are one item with the
 * labels of several people. Throws InputErrors at file:line:column (`label-off-scale`, `no-label`, `labelled-twice`, `item-differs`,
 * `output-or-outputs`, `mixed-items`, `output-digest`) and `empty-calibration`.
 */
export async function readCalibration(
  file: string,
  scale: LabelScale,
  { allowEmpty = false }: { allowEmpty?: boolean } = {},
): Promise<ItemFile<CalibrationItem>> {
  const faults = new FaultList();
  const lines = await readJsonLines<CalibrationItem>(file, calibrationItemSchema, faults);
  const pairs = shapeOf(lines, faults);
  const items = new Map<string, CalibrationItem>();
  for (const line of lines) {
    const { value: item } = line;
    checkLabels(line, pairs ? pairScale : scale, faults);
    checkDigest(line, faults);
    const key = JSON.stringify([item.id, item.run, item.trial]);
    const before = items.get(key);
    if (before === undefined) items.set(key, item);
    else items.set(key, faults.collect(() => joined(before, line)) ?? before);
  }
  faults.throwIfAny();
  if (items.size === 0 && !allowEmpty) {
    throw new InputError("empty-calibration", `${file} has no labelled item`, {
      location: { file },
      hint: '{"id":"a","input":"...","output":"...","label":true}',
    });
  }
  return { file, items: [...items.values()], pairs };
}

/** Reads a canary. Throws InputErrors at file:line:column, `duplicate-id`, and `small-canary` for fewer than 50 items. */
export async function readCanary(file: string): Promise<ItemFile<JudgedItem>> {
  const faults = new FaultList();
  const lines = await readJsonLines<JudgedItem>(file, canaryItemSchema, faults);
  const pairs = shapeOf(lines, faults);
  const seen = new Map<string, number>();
  for (const { value, line, at } of lines) {
    const first = seen.get(value.id);
    if (first === undefined) seen.set(value.id, line);
    else {
      const message = `the id ${JSON.stringify(value.id)} is on line ${first} and again on line ${line}`;
      faults.add(
        new InputError("duplicate-id", message, { location: at(["id"]), hint: "give one of them another id" }),
      );
    }
  }
  faults.throwIfAny();
  if (lines.length < smallestCanary) {
    throw new InputError(
      "small-canary",
      `the canary has ${lines.length} ${lines.length === 1 ? "item" : "items"}; at least ${smallestCanary} are needed to see that a judge moved`,
      { location: { file }, hint: '{"id":"c1","input":"...","output":"..."}' },
    );
  }
  return { file, items: lines.map(({ value }) => value), pairs };
}

function shapeOf(lines: readonly JsonLine<JudgedItem>[], faults: FaultList): boolean {
  const pairs = lines[0]?.value.outputs !== undefined;
  for (const { value, at } of lines) {
    const { output, outputs } = value;
    if ((output === undefined) === (outputs === undefined)) {
      const what = output === undefined ? "neither output nor outputs" : "both output and outputs";
      faults.add(
        new InputError("output-or-outputs", `${JSON.stringify(value.id)} has ${what}`, {
          location: at([]),
          hint: '"output": "..."   or, to compare two,   "outputs": ["...", "..."]',
        }),
      );
    } else if ((outputs !== undefined) !== pairs) {
      faults.add(
        new InputError("mixed-items", "a file holds single outputs or pairs of outputs, not both", {
          location: at([outputs === undefined ? "output" : "outputs"]),
          hint: "put the pairs into a file of their own",
        }),
      );
    }
  }
  return pairs;
}

function checkLabels({ value: item, at }: JsonLine<CalibrationItem>, scale: LabelScale, faults: FaultList): void {
  const { labels, label, judge } = item;
  if (label === undefined && (labels === undefined || Object.keys(labels).length === 0)) {
    faults.add(
      new InputError("no-label", `${JSON.stringify(item.id)} has no label of a person`, {
        location: at([]),
        hint: '"labels": {"ana@example.com": true}   or   "label": true',
      }),
    );
  }
  const given: [readonly (string | number)[], Json][] = Object.entries(labels ?? {}).map(([person, one]) => [
    ["labels", person],
    one,
  ]);
  if (label !== undefined) given.push([["label"], label]);
  // What a judge says off its scale is no verdict; what a person says there is a slip.
  if (Array.isArray(judge) && item.outputs === undefined) {
    faults.add(
      new InputError("judge-pair", "two verdicts belong to two outputs", {
        location: at(["judge"]),
        hint: '"judge": true',
      }),
    );
  }
  for (const [path, one] of given) {
    if (valueOfLabel(one, scale) !== undefined) continue;
    const message = `the label ${JSON.stringify(one)} is not on the scale: ${describeScale(scale)}`;
    faults.add(
      new InputError("label-off-scale", message, { location: at(path), hint: `write ${describeScale(scale)}` }),
    );
  }
}

function checkDigest({ value: { output, outputDigest }, at }: JsonLine<CalibrationItem>, faults: FaultList): void {
  if (outputDigest === undefined || output === undefined || digestOfJson(output) === outputDigest) return;
  faults.add(
    new InputError("output-digest", "the output is not the one of outputDigest", {
      location: at(["outputDigest"]),
      hint: "label the output again: goldloop judge label",
    }),
  );
}

function joined(before: CalibrationItem, { value: item, at }: JsonLine<CalibrationItem>): CalibrationItem {
  if (contentOf(before) !== contentOf(item)) {
    throw new InputError("item-differs", `${JSON.stringify(item.id)} stands there twice, with another content`, {
      location: at([]),
      hint: "give one of them another id",
    });
  }
  const person = Object.keys(item.labels ?? {}).find((one) => Object.hasOwn(before.labels ?? {}, one));
  if (person !== undefined || (item.label !== undefined && before.label !== undefined)) {
    throw new InputError(
      "labelled-twice",
      `${JSON.stringify(item.id)} has two labels of ${person ?? "nobody in particular"}`,
      {
        location: at(person === undefined ? ["label"] : ["labels", person]),
        hint: "remove one of them",
      },
    );
  }
  return { ...before, ...item, labels: { ...before.labels, ...item.labels } };
}

function contentOf({ input, output, outputs, expected }: JudgedItem): string {
  return canonicalJson({ input, output, outputs, expected });
}
