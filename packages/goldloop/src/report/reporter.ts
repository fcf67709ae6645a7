import type { StoredRun } from "../run/index.ts";

/** What is reported: one run, or the runs of one command. */
export interface ReportInput {
  runs: StoredRun[];
  /** The id of the run set, when there are several runs. */
  setId?: string | undefined;
  options: ReportOptions;
}

export interface ReportOptions {
  color: boolean;
  /** In characters. */
  width: number;
  /** Show every failure, not the first ones. */
  all?: boolean | undefined;
}

/** A report format. One file each, one line in the registry. */
export interface Reporter {
  name: string;
  /** One line. */
  description: string;
  /** Without a dot. */
  fileExtension: string;
  /** The report as text, in parts, so that a large run is never held as one string. */
  render(input: ReportInput): AsyncIterable<string>;
}
