import type { FailedExample, FailedScore } from "./failures.ts";
import { count } from "./figures.ts";
import { marks, type Paint } from "./paint.ts";
import { inertLine } from "./inert.ts";
import { fromDifference } from "./value-line.ts";
import { cutTo, padTo, widthOf } from "./width.ts";

const indent = "    ";
const labelColumns = 10;

/** What the failures of one run share, so that their columns stand below each other. */
export interface FailureLayout {
  paint: Paint;
  width: number;
  idColumns: number;
  scorerColumns: number;
  /** Ids that passed in the baseline. */
  baseline: ReadonlySet<string> | undefined;
}

/** The layout for the failures that are shown. */
export function layoutOf(
  failures: readonly FailedExample[],
  options: Pick<FailureLayout, "paint" | "width" | "baseline">,
): FailureLayout {
  return {
    ...options,
    idColumns: widest(
      failures.map(({ id }) => inertLine(id)),
      40,
    ),
    scorerColumns: widest(
      failures.flatMap(({ scores, error }) => [...scores.map(({ name }) => name), error === undefined ? "" : "error"]),
      24,
    ),
  };
}

function widest(texts: readonly string[], most: number): number {
  return texts.reduce((columns, text) => Math.max(columns, Math.min(most, widthOf(text))), 0);
}

/** One failed example: a line per scorer, then what went in, what was expected and what came out. */
export function* failureText(failure: FailedExample, layout: FailureLayout): Generator<string> {
  const heads = headsOf(failure);
  const notes = notesOf(failure, layout.baseline);
  for (const [i, head] of heads.entries()) yield `${headLine(failure, head, i === 0 ? notes : "", i === 0, layout)}\n`;
  const columns = Math.max(20, layout.width - indent.length - labelColumns);
  for (const [label, value] of linesOf(failure, columns, layout.scorerColumns)) {
    yield `${indent}${layout.paint.muted(padTo(label, labelColumns))}${cutTo(value, columns)}\n`;
  }
}

interface Head {
  what: string;
  trials: string;
  broken: boolean;
}

function headsOf(failure: FailedExample): Head[] {
  const { trials, error, targetErrors } = failure;
  const heads = failure.scores.map((score): Head => ({
    what: score.name,
    trials: passesOf(score, failure),
    broken: score.failed === 0,
  }));
  if (error === undefined) return heads;
  return [
    ...heads,
    { what: "error", trials: trials === 1 ? "" : `${targetErrors} of ${count(trials, "trial")}`, broken: true },
  ];
}

function passesOf({ failed, errors }: FailedScore, { trials, targetErrors }: FailedExample): string {
  if (trials === 1) return failed > 0 ? "" : "error";
  const scored = trials - targetErrors;
  if (failed === 0) return `error in ${errors} of ${count(scored, "trial")}`;
  const passes = `${scored - failed - errors} of ${count(scored, "trial")}`;
  return errors === 0 ? passes : `${passes}, ${count(errors, "error")}`;
}

function notesOf({ flaky, id, example }: FailedExample, baseline: ReadonlySet<string> | undefined): string {
  const notes = [
    ...(example?.tags ?? []),
    ...(flaky ? ["flaky"] : []),
    ...(baseline?.has(id) === true ? ["passed in baseline"] : []),
  ];
  return notes.join(", ");
}

function headLine({ id }: FailedExample, head: Head, notes: string, first: boolean, layout: FailureLayout): string {
  const { paint, idColumns, scorerColumns } = layout;
  const mark = head.broken ? "error" : "fail";
  const name = first ? paint.strong(padTo(cutTo(inertLine(id), idColumns), idColumns)) : " ".repeat(idColumns);
  const what = padTo(cutTo(head.what, scorerColumns), scorerColumns);
  return [
    first ? `${paint.mark(mark)} ${name}` : `  ${name}`,
    paint.as(mark, what),
    ...[head.trials, paint.muted(notes)].filter((part) => part !== "" && part !== paint.muted("")),
  ]
    .join("  ")
    .trimEnd();
}

function linesOf(
  { example, got, error, scores, trial, trials, failed }: FailedExample,
  columns: number,
  scorerColumns: number,
): [string, string][] {
  const lines: [string, string][] = [];
  if (example !== undefined) lines.push(["input", example.input]);
  const written = example?.expected;
  // Which trial it was matters only when others went otherwise.
  const which = trials > 1 && failed > 0 && failed < trials ? `trial ${trial + 1}: ` : "";
  const [expected, shown] =
    written === undefined ? [undefined, got] : fromDifference(written, got, columns - which.length);
  if (expected !== undefined) lines.push(["expected", expected]);
  if (failed > 0 || got !== "") lines.push(["got", `${which}${shown === "" ? "(nothing)" : shown}`]);
  for (const { name, reason } of scores) {
    if (reason !== "") lines.push(["why", scores.length === 1 ? reason : `${padTo(name, scorerColumns)}  ${reason}`]);
  }
  if (error !== undefined) lines.push(["error", error]);
  return lines;
}

/** `✗`, `✓`, ... for text without colours. */
export function failureMark({ failed }: FailedExample): string {
  return failed > 0 ? marks.fail : marks.error;
}
