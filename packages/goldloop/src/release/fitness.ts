import type { RunRecord } from "../run/index.ts";

/** Why a run cannot stand as a baseline, and what mends it. */
export interface Unfit {
  code: "unpinned" | "incomplete" | "partial";
  reason: string;
  hint: string;
}

/** Why a run cannot be a baseline: unpinned, incomplete or partial. Undefined when it can. */
export function unfitness(record: RunRecord): Unfit | undefined {
  const { suite, pinned, unpinned, status, incomplete, executed, planned, selection } = record;
  if (status !== "complete" || record.endedAt === null || executed !== planned) {
    const why = incomplete[0] ?? `${executed} of ${planned} were executed`;
    return { code: "incomplete", reason: `it is incomplete: ${why}`, hint: `goldloop run --resume ${record.id}` };
  }
  if (!pinned) {
    const hint = `goldloop lock\ngoldloop run ${suite}`;
    return { code: "unpinned", reason: `it is not pinned: ${unpinned[0] ?? "no lock"}`, hint };
  }
  if (selection.partial) {
    const hint = selection.shard === null ? `goldloop run ${suite}` : "goldloop run merge PART...";
    return { code: "partial", reason: "it is of a part of the suite's examples only", hint };
  }
  return undefined;
}
