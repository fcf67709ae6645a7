import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError } from "../error/index.ts";
import { costOfCanaries, mergeCanaries } from "./canaries.ts";
import { commitMoved, isOpaque } from "./same-target.ts";
import { LineWriter } from "./writer.ts";
import type { RunRecord, StoredRun } from "./record.ts";
import { examplesFile, newRunId, readResults, resultsFile, runFile, runsDirectory, writeRunRecord } from "./store.ts";
import { Summariser } from "./summarise.ts";

/**
 * Puts the parts of a sharded run together: all parts of one suite, under the same pins and target, each part once.
 * A part that is missing leaves the whole incomplete. Throws InputError for parts that do not belong together.
 */
export async function mergeRuns(
  parts: readonly StoredRun[],
  project: string,
  out?: string,
): Promise<{ dir: string; record: RunRecord }> {
  const [first] = parts;
  if (first === undefined || parts.length < 2)
    throw new InputError("one-part", "a merge needs at least two runs", { hint: "goldloop run merge part-1 part-2" });
  const head = first.record;
  for (const { record, dir } of parts) checkBelongs(head, record, dir);
  const count = head.selection.shard?.count ?? 0;
  const byIndex = new Map<number, string>();
  for (const { record, dir } of parts) {
    const index = record.selection.shard?.index ?? 0;
    const other = byIndex.get(index);
    if (other !== undefined) throw new InputError("part-twice", `part ${index} is there twice: ${other} and ${dir}`);
    byIndex.set(index, dir);
  }
  const id = newRunId(head.suite, head.target, new Date());
  const dir = out === undefined ? join(runsDirectory(project), id) : resolve(out);
  if (existsSync(join(dir, runFile)) || existsSync(join(dir, resultsFile))) {
    throw new InputError("run-exists", `${dir} already holds a run`, {
      hint: "--out another-folder",
      location: { file: dir },
    });
  }
  await mkdir(dir, { recursive: true });
  const summary = new Summariser();
  const hasPass = new Set<string>();
  const seen = new Set<string>();
  const short: string[] = [];
  const results = await LineWriter.open(join(dir, resultsFile));
  const examples = await LineWriter.open(join(dir, examplesFile));
  try {
    for (const part of parts) {
      for (const [name, score] of Object.entries(part.record.scores)) if (score.passRate !== null) hasPass.add(name);
      let lines = 0;
      for await (const line of readResults(part.dir)) {
        lines += 1;
        const key = `${line.trial} ${line.id}`;
        if (seen.has(key))
          throw new InputError(
            "result-twice",
            `${line.id}, trial ${line.trial}, is there twice: ${part.dir} repeats it`,
          );
        seen.add(key);
        summary.add(line);
        await results.write(line);
      }
      if (lines < part.record.planned) {
        short.push(`part ${part.record.selection.shard?.index} has ${lines} of ${part.record.planned} results`);
      }
      for await (const example of part.examples()) await examples.write(example);
    }
  } finally {
    await Promise.all([results.close(), examples.close()]);
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !byIndex.has(index));
  const incomplete = parts.flatMap(({ record }) =>
    record.incomplete.map((reason) => `part ${record.selection.shard?.index}: ${reason}`),
  );
  incomplete.push(...short);
  if (missing.length > 0) incomplete.push(`part ${missing.join(", ")} of ${count} is missing`);
  const doubts = isOpaque(head.targetIdentity, false)
    ? parts.flatMap(({ record }) => commitMoved(head.git, record.git))
    : [];
  const sum = (of: (record: RunRecord) => number): number => parts.reduce((total, { record }) => total + of(record), 0);
  const canaries = mergeCanaries(parts.map((part) => part.record.canaries));
  const figures = summary.figures(head.trials, (name) => hasPass.has(name));
  const record: RunRecord = {
    ...head,
    ...figures,
    judgeCostUsd: figures.judgeCostUsd + costOfCanaries(canaries),
    ...(canaries === undefined ? {} : { canaries }),
    id,
    selection: { ...head.selection, shard: null, partial: head.selection.narrowed },
    examples: sum((part) => part.examples),
    planned: sum((part) => part.planned),
    pinned: doubts.length === 0 && parts.every((part) => part.record.pinned),
    unpinned: [...new Set([...parts.flatMap((part) => part.record.unpinned), ...doubts])],
    status: incomplete.length === 0 ? "complete" : "incomplete",
    incomplete,
    startedAt: parts.map((part) => part.record.startedAt).toSorted()[0] ?? head.startedAt,
    endedAt:
      parts
        .map((part) => part.record.endedAt ?? "")
        .toSorted()
        .at(-1) ?? null,
    durationMs: Math.max(...parts.map((part) => part.record.durationMs)),
  };
  await writeRunRecord(dir, record);
  return { dir, record };
}

function checkBelongs(head: RunRecord, part: RunRecord, dir: string): void {
  if (part.selection.shard === null) {
    throw new InputError("no-part", `${dir} is not a part of a sharded run`, { hint: "goldloop run --shard 1/4" });
  }
  const selection = (record: RunRecord): string =>
    JSON.stringify({ ...record.selection, shard: record.selection.shard?.count });
  const differing = [
    ...(["suite", "target", "trials", "pins", "targetIdentity", "replay", "goldloop"] as const).filter(
      (key) => JSON.stringify(head[key]) !== JSON.stringify(part[key]),
    ),
    ...(selection(head) === selection(part) ? [] : ["selection"]),
  ];
  if (differing.length > 0) {
    throw new InputError("parts-differ", `${dir} does not belong to ${head.id}: ${differing.join(", ")} differ`, {
      hint: "run all parts from the same commit and configuration",
    });
  }
}
