import type { Environment } from "../config/index.ts";

/** A stream that a command writes to. */
export interface Output {
  write(text: string): void;
  /** A terminal that shows colours and a live line. */
  isTerminal: boolean;
  /** In characters. */
  columns: number;
}

/** What a command gets from the process. Nothing else of the process is used. */
export interface Context {
  /** Results. */
  stdout: Output;
  /** Progress and remarks. */
  stderr: Output;
  /** Lines a person types; undefined when nobody can. */
  ask: ((question: string) => Promise<string>) | undefined;
  /**
   * The keys that a person presses, one by one and unseen, until the loop over them ends; undefined when nobody can. `piped` takes the characters of the standard
   * input, whatever it is.
   */
  keys?: ((piped: boolean) => AsyncIterable<string> | undefined) | undefined;
  environment: Environment;
  /** Where the command was typed. */
  directory: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  /** The version of this package. */
  version: string;
}

/** Whether colours go to a stream: terminals only, and never with NO_COLOR. */
export function hasColor(output: Output, environment: Environment): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment.variables;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return output.isTerminal && TERM !== "dumb";
}
