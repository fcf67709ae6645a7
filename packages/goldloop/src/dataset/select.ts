import { FaultList } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import type { Dataset } from "./dataset.ts";
import { parseFilter, unknownSplit, unknownTag } from "./filter.ts";
import { inShard, type Shard } from "./shard.ts";

/** What to take of a dataset. Every part narrows the others; absent parts take everything. */
export interface SelectOptions {
  /** Ids, globs over ids, `tag:NAME`, `metadata.KEY=VALUE`: an example that any of them matches is taken. */
  filter?: readonly string[] | undefined;
  split?: string | undefined;
  /** Examples must carry all of them. */
  tags?: readonly string[] | undefined;
  /** The first so many, in the order of the file. */
  limit?: number | undefined;
  /** One part of what the rest selects; parts are stable when examples are added. */
  shard?: Shard | undefined;
}

/** A selection with what each part of it matched in the whole dataset. */
export interface SelectionReport {
  indices: number[];
  /** How many examples each filter matched by itself. */
  filters: Record<string, number>;
}

/**
 * The indices of the selected examples, in the order of the file.
 * Throws an InputError `no-match` with the nearest known word for a filter, split or tag that matches nothing (InputErrors when several
 * do), `nothing-selected` when they match but have no example in common, `empty-shard`, and `out-of-range` for a bad limit or shard.
 */
export function selectExamples(dataset: Dataset, options: SelectOptions = {}): number[] {
  return explainSelection(dataset, options).indices;
}

/** What `selectExamples` selects, and how much each filter matched. Throws as `selectExamples` does. */
export function explainSelection(dataset: Dataset, options: SelectOptions = {}): SelectionReport {
  const { limit, shard } = options;
  checkNumbers(limit, shard);
  checkNames(dataset, options);
  const { indices: matched, filters } = match(dataset, options);
  if (matched.length === 0) {
    throw new InputError(
      "nothing-selected",
      `the filters, split and tags have no example of ${dataset.file} in common`,
    );
  }
  const limited = limit === undefined ? matched : matched.slice(0, limit);
  const ids = dataset.ids();
  const indices = shard === undefined ? limited : limited.filter((index) => inShard(ids[index] ?? "", shard));
  if (indices.length === 0) {
    throw new InputError(
      "empty-shard",
      `shard ${shard?.index}/${shard?.count} has none of ${limited.length} examples`,
      {
        hint: "fewer shards",
      },
    );
  }
  return { indices, filters };
}

function match(dataset: Dataset, { filter = [], split, tags = [] }: SelectOptions): SelectionReport {
  const filters = filter.map((text) => ({ ...parseFilter(text, dataset), count: 0 }));
  const parse = split !== undefined || tags.length > 0 || filters.some(({ matches }) => matches !== undefined);
  const indices: number[] = [];
  for (const [index, id] of dataset.ids().entries()) {
    const example = parse ? dataset.at(index) : undefined;
    let taken = filters.length === 0;
    for (const one of filters) {
      const hit = one.matchesId?.(id) ?? (example !== undefined && one.matches?.(example) === true);
      if (hit) one.count += 1;
      taken ||= hit;
    }
    if (!taken || (split !== undefined && example?.split !== split)) continue;
    if (tags.every((tag) => example?.tags?.includes(tag) === true)) indices.push(index);
  }
  const faults = new FaultList();
  for (const one of filters) if (one.count === 0) faults.add(one.unmatched(dataset));
  faults.throwIfAny();
  return { indices, filters: Object.fromEntries(filters.map(({ text, count }) => [text, count])) };
}

function checkNames(dataset: Dataset, { split, tags = [] }: SelectOptions): void {
  const faults = new FaultList();
  if (split !== undefined && !dataset.splits().has(split)) faults.add(unknownSplit(split, dataset));
  for (const tag of tags) if (!dataset.tags().has(tag)) faults.add(unknownTag(tag, dataset));
  faults.throwIfAny();
}

function checkNumbers(limit: number | undefined, shard: Shard | undefined): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new InputError("out-of-range", `the limit must be a whole number of at least 1, got ${limit}`, {
      hint: "--limit 10",
    });
  }
  if (shard === undefined) return;
  const { index, count } = shard;
  if (Number.isSafeInteger(index) && Number.isSafeInteger(count) && index >= 1 && index <= count) return;
  throw new InputError("out-of-range", `shard ${index}/${count} is none of 1/${count} to ${count}/${count}`, {
    hint: "--shard 1/4",
  });
}
