import type { RunRecord } from "../run/index.ts";
import {
  count,
  dollars,
  duration,
  number,
  percent,
  runSize,
  runTitle,
  scoreFigure,
  scoreNotes,
  totalCost,
} from "./figures.ts";
import { inertLine } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { cutTo, padTo, widthOf } from "./width.ts";

/** The suite line and the figures below it, in as many columns as fit. */
export function* runText(record: RunRecord, paint: Paint, width: number): Generator<string> {
  yield `${paint.strong(inertLine(runTitle(record)))}  ${totals(record, paint)}\n`;
  const [scores, facts] = cellsOf(record);
  const labels = Math.min(28, Math.max(...[...scores, ...facts].map(([label]) => widthOf(label))));
  yield* columnsOf(scores, labels, width, paint);
  yield* columnsOf(facts, labels, width, paint);
  for (const line of warnings(record, paint)) yield `  ${cutTo(line, Math.max(40, width - 2))}\n`;
}

function totals(record: RunRecord, paint: Paint): string {
  const { passed, failed, errors, executed, durationMs } = record;
  const measured = executed - passed - failed - errors;
  const cost = totalCost(record);
  const parts = [
    `${number(passed)} passed`,
    failed > 0 ? paint.as("fail", `${number(failed)} failed`) : "0 failed",
    errors > 0 ? paint.as("error", count(errors, "error")) : "0 errors",
    measured > 0 ? `${number(measured)} measured` : "",
  ].filter((part) => part !== "");
  return [
    `${runSize(record)}: ${parts.join(", ")}`,
    duration(durationMs),
    ...(cost === null ? [] : [dollars(cost)]),
  ].join("  ");
}

type Cell = [label: string, value: string];

/** The scorers, and everything else. */
function cellsOf(record: RunRecord): [Cell[], Cell[]] {
  const scores = Object.entries(record.scores).map(([name, score]): Cell => {
    const notes = [
      scoreNotes(score),
      score.passRate !== null && hasGrades(record, name) ? `mean ${score.mean.toFixed(2)}` : "",
    ].filter((note) => note !== "");
    return [inertLine(name), `${scoreFigure(score)}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`];
  });
  if (record.trials > 1) scores.push(...allTrials(record));
  const cells: Cell[] = [];
  if (record.latencyMs !== null)
    cells.push(["latency", `p50 ${duration(record.latencyMs.p50)}, p95 ${duration(record.latencyMs.p95)}`]);
  if (record.costUsd !== null && record.costUsd.unknown > 0)
    cells.push(["cost", `unknown for ${number(record.costUsd.unknown)} of ${number(record.executed)}`]);
  if (record.judgeCostUsd > 0) cells.push(["judges", dollars(record.judgeCostUsd)]);
  cells.push(["pinned", record.pinned ? "yes" : "no"]);
  return [scores, cells];
}

// A yes-or-no scorer's mean is its rate; one with a threshold of its own has two figures.
function hasGrades(record: RunRecord, name: string): boolean {
  const { mean, passRate } = record.scores[name] ?? { mean: 0, passRate: 0 };
  return passRate !== null && Math.abs(mean - passRate) > 1e-9;
}

function allTrials({ scores, trials }: RunRecord): Cell[] {
  const rates = Object.entries(scores).flatMap(([name, { passAll, passRate }]) => {
    const all = passAll[trials - 1];
    return all === undefined || passRate === null || all === passRate ? [] : [`${inertLine(name)} ${percent(all)}`];
  });
  return rates.length === 0 ? [] : [[`all ${trials}`, rates.join(", ")]];
}

/** Two columns where every cell of the group fits into half a line, else one. */
function* columnsOf(cells: readonly Cell[], labels: number, width: number, paint: Paint): Generator<string> {
  const gap = 4;
  const room = Math.floor((width - 2 - gap) / 2) - labels - 2;
  const values = Math.max(0, ...cells.map(([, value]) => widthOf(value)));
  const perRow = values <= room ? 2 : 1;
  for (let i = 0; i < cells.length; i += perRow) {
    const row = cells
      .slice(i, i + perRow)
      .map(([label, value]) => `${paint.muted(padTo(cutTo(label, labels), labels))}  ${padTo(value, values)}`);
    yield `${`  ${row.join(" ".repeat(gap))}`.trimEnd()}\n`;
  }
}

function warnings({ incomplete, unpinned, status, canaries = {} }: RunRecord, paint: Paint): string[] {
  const lines =
    status === "incomplete"
      ? incomplete.map((reason) => `${paint.as("error", "incomplete")}  ${inertLine(reason)}`)
      : [];
  const moved = Object.entries(canaries).filter(([, canary]) => canary.moved);
  return [
    ...lines,
    ...moved.map(
      ([judge, { flips, n }]) =>
        `${paint.as("error", "judge moved")}  ${inertLine(judge)} answers ${number(flips)} of the ${number(n)} items of its canary otherwise than when it was calibrated`,
    ),
    ...unpinned.slice(0, 3).map((reason) => `${paint.muted("not pinned")}  ${inertLine(reason)}`),
    ...(unpinned.length > 3 ? [`${paint.muted("not pinned")}  ${unpinned.length - 3} more reasons`] : []),
  ];
}
