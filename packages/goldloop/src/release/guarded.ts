import { scoreStatus, type RunTable } from "../gate/index.ts";

/**
 * The promoted examples (origin `trace`) that pass in a run: in every planned trial the target answered, no scorer that
 * judges failed or erred, and at least one passed. Their ids, in dataset order.
 */
export function passingPromoted(table: RunTable): string[] {
  const passes = new Int32Array(table.examples.length);
  for (let row = 0; row < table.rows; row += 1) {
    const index = table.example[row] ?? 0;
    if (table.examples[index]?.origin === "trace" && passesIn(table, row)) passes[index] = (passes[index] ?? 0) + 1;
  }
  return table.examples.flatMap(({ id }, index) => (passes[index] === table.record.trials ? [id] : []));
}

function passesIn(table: RunTable, row: number): boolean {
  if (table.targetError[row] === 1) return false;
  let passed = false;
  for (const { status, pass } of table.scores) {
    if (status[row] === scoreStatus.error || status[row] === scoreStatus.notAsked) return false;
    if (status[row] !== scoreStatus.scored) continue;
    if (pass[row] === 0) return false;
    passed ||= pass[row] === 1;
  }
  return passed;
}
