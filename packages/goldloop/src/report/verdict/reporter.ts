import type { VerdictDocument } from "../../gate/index.ts";
import type { StoredRun } from "../../run/index.ts";

/** How a verdict is shown. */
export interface VerdictOptions {
  /** Whether colours may be used (a terminal that shows them, no NO_COLOR). */
  color: boolean;
  /** Columns of the terminal. */
  width: number;
  /** Show every rule instead of those that do not pass. */
  all?: boolean | undefined;
  /** The project's folder, where dataset files are looked up for the lines of annotations. */
  directory?: string | undefined;
}

/** What is shown: a verdict, and the runs it was made of for the outputs behind it. */
export interface VerdictInput {
  verdict: VerdictDocument;
  /** The judged runs. One that is missing costs its examples their details, nothing else. */
  runs: readonly StoredRun[];
  /** The runs of the baseline, for what examples gave before. */
  baselineRuns?: readonly StoredRun[] | undefined;
  options: VerdictOptions;
}

/** A format of verdicts. One file each, one line in the registry. */
export interface VerdictReporter {
  name: string;
  /** One line. */
  description: string;
  /** Without a dot. */
  fileExtension: string;
  /** The verdict as text, in pieces. */
  render(input: VerdictInput): AsyncIterable<string>;
}
