import { testDigestOf, type Example } from "../dataset/index.ts";
import type { Digest } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { scoreStatus, type RunTable, type ScoreColumn, type TableExample } from "../gate/index.ts";
import type { ResultLine, RunRecord, StoredRun } from "../run/index.ts";
import { Columns, type Places } from "./columns.ts";
import { deadlineOf } from "./deadline.ts";

/** What is known of an example while the results are read. */
interface Entry {
  index: number;
  places: Places;
  /** As its first result has it. */
  testDigest: Digest | undefined;
}

type Measured = Omit<TableExample, "testDigest">;
type Columnar = Omit<RunTable, "examples">;

/**
 * The results of a stored run in columns, read once and streamed. Rows stand in the order they were recorded, examples
 * in the dataset's. A run that has not ended is tabulated as far as it came. Throws InputError: `results-changed` when
 * there are not as many results as run.json says were executed, one is there twice, or one does not fit its example;
 * what `parseScorerSpec` throws for a scorer of an example.
 */
export async function tabulate(stored: StoredRun): Promise<RunTable> {
  const { record, dir } = stored;
  const columns = new Columns(record.pins);
  const examples: Measured[] = [];
  const entries = new Map<string, Entry>();
  for await (const example of stored.examples()) {
    if (entries.has(example.id)) throw changed(dir, `the example ${example.id} is there twice`);
    entries.set(example.id, { index: examples.length, places: columns.placesOf(example), testDigest: undefined });
    examples.push(measured(example));
  }
  const table = allocate(record, examples.length, columns, dir);
  const seen = new Uint8Array(examples.length * record.trials);
  let n = 0;
  for await (const line of stored.results()) {
    if (n === table.rows) throw changed(dir, `there are more than the ${table.rows} results that were recorded`);
    const entry = entries.get(line.id);
    const odd = entry === undefined ? "is of no example of the run" : add(table, n, entry, line, seen);
    if (odd !== undefined) throw changed(dir, `the result of ${line.id}, trial ${line.trial}, ${odd}`);
    n += 1;
  }
  if (n < table.rows && record.endedAt !== null) {
    throw changed(dir, `there are ${n} results, but the run recorded ${record.executed}`);
  }
  const digests = await digestsOf(stored, entries);
  return { ...cut(table, n), examples: examples.map((example) => ({ ...example, ...digests(example) })) };
}

/** The test digests by example. One without a result is read again: most runs have none. */
async function digestsOf(
  stored: StoredRun,
  entries: ReadonlyMap<string, Entry>,
): Promise<(example: Measured) => Pick<TableExample, "testDigest">> {
  const rest = new Map<string, Digest>();
  if ([...entries.values()].some(({ testDigest }) => testDigest === undefined)) {
    for await (const example of stored.examples()) {
      if (entries.get(example.id)?.testDigest === undefined) rest.set(example.id, testDigestOf(example));
    }
  }
  return ({ id }) => ({ testDigest: (entries.get(id)?.testDigest ?? rest.get(id)) as Digest });
}

function measured(example: Example): Measured {
  const { id, tags, split, metadata, origin } = example;
  return {
    id,
    tags: tags ?? [],
    split: split ?? null,
    metadata: metadata ?? {},
    origin: origin?.kind ?? null,
    owner: origin?.owner ?? null,
    deadline: deadlineOf(origin),
  };
}

function allocate(record: RunRecord, examples: number, columns: Columns, dir: string): Columnar {
  const most = examples * record.trials;
  const rows = record.endedAt === null ? most : record.executed;
  if (!Number.isInteger(rows) || rows < 0 || rows > most) {
    throw changed(dir, `${rows} results of ${examples} examples in ${record.trials} trials cannot be`);
  }
  const numbers = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  return {
    record,
    pins: record.pins,
    rows,
    example: new Int32Array(rows),
    trial: new Int32Array(rows),
    targetError: new Uint8Array(rows),
    latencyMs: numbers(),
    timeToFirstTokenMs: numbers(),
    costUsd: numbers(),
    inputTokens: numbers(),
    outputTokens: numbers(),
    scores: columns.allocate(rows),
  };
}

/** Puts a result into a row; why it does not fit there, where it does not. */
function add(table: Columnar, n: number, entry: Entry, line: ResultLine, seen: Uint8Array): string | undefined {
  const { trials } = table.record;
  const { trial, testDigest } = line;
  if (!Number.isInteger(trial) || trial < 0 || trial >= trials) return `is beyond the run's ${trials} trials`;
  const place = entry.index * trials + trial;
  if (seen[place] === 1) return "is there twice";
  seen[place] = 1;
  entry.testDigest ??= testDigest;
  if (testDigest !== entry.testDigest) return "is of another test than other trials of it";
  fill(table, n, entry.index, line);
  return fillScores(table.scores, n, line, entry.places);
}

function fill(table: Columnar, n: number, index: number, line: ResultLine): void {
  table.example[n] = index;
  table.trial[n] = line.trial;
  table.targetError[n] = line.error === null ? 0 : 1;
  table.latencyMs[n] = line.latencyMs ?? Number.NaN;
  table.timeToFirstTokenMs[n] = line.timeToFirstTokenMs ?? Number.NaN;
  table.costUsd[n] = line.costUsd ?? Number.NaN;
  table.inputTokens[n] = line.usage?.inputTokens ?? Number.NaN;
  table.outputTokens[n] = line.usage?.outputTokens ?? Number.NaN;
}

const codes = new Map<string, number>(
  (["scored", "error", "skipped"] as const).map((status) => [status, scoreStatus[status]]),
);

/** Why the scores are not those that the example asks for; undefined when they are. A missing score must not look like one that was never asked for. */
function fillScores(
  columns: readonly ScoreColumn[],
  n: number,
  { scores }: ResultLine,
  places: Places,
): string | undefined {
  for (const { name, value, pass, status, metadata } of scores) {
    const place = places.get(name);
    const column = place === undefined ? undefined : columns[place];
    if (column === undefined) return `has a score ${name} that nobody asked for`;
    if (column.status[n] !== scoreStatus.absent) return `has the score ${name} twice`;
    const code = status === "skipped" && metadata?.["notAsked"] === true ? scoreStatus.notAsked : codes.get(status);
    if (code === undefined) return `has a score ${name} with the status ${status}`;
    column.status[n] = code;
    column.value[n] = value ?? Number.NaN;
    column.pass[n] = pass === null ? -1 : Number(pass);
  }
  if (scores.length === places.size) return undefined;
  const there = new Set(scores.map(({ name }) => name));
  return `lacks the score ${[...places.keys()].find((name) => !there.has(name))}`;
}

function cut(table: Columnar, rows: number): Columnar {
  if (rows === table.rows) return table;
  return {
    ...table,
    rows,
    example: table.example.subarray(0, rows),
    trial: table.trial.subarray(0, rows),
    targetError: table.targetError.subarray(0, rows),
    latencyMs: table.latencyMs.subarray(0, rows),
    timeToFirstTokenMs: table.timeToFirstTokenMs.subarray(0, rows),
    costUsd: table.costUsd.subarray(0, rows),
    inputTokens: table.inputTokens.subarray(0, rows),
    outputTokens: table.outputTokens.subarray(0, rows),
    scores: table.scores.map((column) => ({
      ...column,
      value: column.value.subarray(0, rows),
      pass: column.pass.subarray(0, rows),
      status: column.status.subarray(0, rows),
    })),
  };
}

function changed(dir: string, what: string): InputError {
  return new InputError("results-changed", `${dir} is not what was recorded: ${what}`, {
    location: { file: dir },
    hint: "restore the folder, or measure again: goldloop run",
  });
}
