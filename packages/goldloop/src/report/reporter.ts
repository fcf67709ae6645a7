import type { StoredRun } from "../run/index.ts";

export interface ReportOptions {
  /** Whether colours may be used (a terminal that shows them, no NO_COLOR). */
  color: boolean;
  /** Columns of the terminal. */
  width: number;
  /** Show every failure instead of the first few. */
  all?: boolean | undefined;
  /** Ids of the examples that passed in the baseline, by suite: failures of these are regressions. */
  baseline?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** A verdict follows: what the run means and what to do next is said there. */
  judged?: boolean | undefined;
  /** The project's folder, where dataset files are looked up for the lines of annotations. */
  directory?: string | undefined;
}

/** What is reported: one run, or the runs of one command. */
export interface ReportInput {
  runs: readonly StoredRun[];
  /** The id of the run set, when there are several runs. */
  setId?: string | undefined;
  options: ReportOptions;
}

/** A report format. One file each, one line in the registry. */
export interface Reporter {
  name: string;
  /** One line. */
  description: string;
  /** Without a dot. */
  fileExtension: string;
  /** The report as text, in pieces as they become known: results are streamed and never held as a whole. */
  render(input: ReportInput): AsyncIterable<string>;
}
