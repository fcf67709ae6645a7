import type { SuiteConfig } from "../config/index.ts";

/** Where a run looks for its target. */
export interface TargetHome {
  /** Folder that paths in the target's spec start from. */
  directory: string;
  /** Where a target that is a function stands. */
  codeFile: string | undefined;
  /** Folder whose git commit the run records. */
  project: string;
}

/** The home of a target that stands where its suite does. */
export function homeBeside(suite: SuiteConfig, project: string): TargetHome {
  return { directory: suite.directory, codeFile: suite.inCode ? suite.file : undefined, project };
}
