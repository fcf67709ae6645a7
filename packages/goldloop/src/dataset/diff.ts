import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../digest/index.ts";
import { canonicalTest } from "./canonical.ts";
import type { Dataset } from "./dataset.ts";
import type { Example } from "./example.ts";
import { inReadingOrder } from "./formats/json-text.ts";

/** One field of an example that differs. A side on which it is absent has no key. */
export interface FieldChange {
  /** `expected`, `tags`, ...; one level deeper in metadata and origin: `metadata.locale`. */
  field: string;
  before?: Json;
  after?: Json;
}

export interface ExampleChange {
  id: string;
  fields: FieldChange[];
  /** Whether what is tested changed (input, expected, context, scorers), so that results no longer pair. */
  testChanged: boolean;
}

export interface DatasetDiff {
  before: { file: string; digest: string; count: number };
  after: { file: string; digest: string; count: number };
  /** In id order, like the others. */
  added: string[];
  removed: string[];
  changed: ExampleChange[];
  unchanged: number;
}

export type DiffEntry = { kind: "added" | "removed" | "unchanged"; id: string } | ({ kind: "changed" } & ExampleChange);

/** What changed from one dataset to another, by id. Row order, key order and white space are no change. */
export function diffDatasets(before: Dataset, after: Dataset): DatasetDiff {
  const diff: DatasetDiff = {
    before: side(before),
    after: side(after),
    added: [],
    removed: [],
    changed: [],
    unchanged: 0,
  };
  for (const entry of diffEntries(before, after)) {
    if (entry.kind === "unchanged") diff.unchanged += 1;
    else if (entry.kind === "changed")
      diff.changed.push({ id: entry.id, fields: entry.fields, testChanged: entry.testChanged });
    else diff[entry.kind].push(entry.id);
  }
  return diff;
}

/** The same, one example at a time in id order; holds two examples in memory. */
export function* diffEntries(before: Dataset, after: Dataset): Generator<DiffEntry> {
  const [left, right] = [before.sorted(), after.sorted()];
  const [leftIds, rightIds] = [before.ids(), after.ids()];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [l, r] = [left[i], right[j]];
    const [leftId, rightId] = [l === undefined ? undefined : leftIds[l], r === undefined ? undefined : rightIds[r]];
    if (leftId !== undefined && (rightId === undefined || leftId < rightId)) {
      yield { kind: "removed", id: leftId };
      i += 1;
    } else if (rightId !== undefined && (leftId === undefined || rightId < leftId)) {
      yield { kind: "added", id: rightId };
      j += 1;
    } else if (l !== undefined && r !== undefined && leftId !== undefined) {
      yield compare(leftId, before, l, after, r);
      i += 1;
      j += 1;
    }
  }
}

function side({ file, digest, count }: Dataset): DatasetDiff["before"] {
  return { file, digest, count };
}

function compare(id: string, before: Dataset, l: number, after: Dataset, r: number): DiffEntry {
  if (before.json(l) === after.json(r)) return { kind: "unchanged", id };
  const [old, now] = [before.at(l), after.at(r)];
  const fields = fieldChanges(old, now);
  if (fields.length === 0) return { kind: "unchanged", id };
  return { kind: "changed", id, fields, testChanged: canonicalTest(old) !== canonicalTest(now) };
}

/** Fields whose values are objects of small parts, which are compared part by part. */
const opened = new Set(["metadata", "origin"]);

function fieldChanges(before: Example, after: Example): FieldChange[] {
  return compareMembers(inReadingOrder(before), inReadingOrder(after), "");
}

function compareMembers(before: JsonObject, after: JsonObject, prefix: string): FieldChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): FieldChange[] => {
    const [old, now] = [before[key], after[key]];
    if (old !== undefined && now !== undefined) {
      if (canonicalJson(old) === canonicalJson(now)) return [];
      if (prefix === "" && opened.has(key) && isJsonObject(old) && isJsonObject(now)) {
        return compareMembers(old, now, `${key}.`);
      }
    }
    const change: FieldChange = { field: prefix + key };
    if (old !== undefined) change.before = old;
    if (now !== undefined) change.after = now;
    return [change];
  });
}
