import type { Overview, ReleaseJson, Signal, SignalQuery, SignalSeries } from "../api/contract/signals.ts";
import type { Range } from "../store/spans/spans.ts";

/** The signals of design 8.3, exact under redelivery, late spans and restarts. */
export interface Signals {
  /** The built-in ones, and `score.<name>` of each score that the project has. */
  list(project: string): Promise<Signal[]>;
  /** Undefined for a name that is no signal. */
  series(
    project: string,
    name: string,
    query: SignalQuery,
    range: Range,
    signal?: AbortSignal,
  ): Promise<SignalSeries | undefined>;
  /** Every release that was seen or marked, newest first. With environments: seen in these. */
  releases(project: string, environments?: readonly string[]): Promise<ReleaseJson[]>;
  overview(project: string, query: SignalQuery, range: Range, signal?: AbortSignal): Promise<Overview>;
}

/** Background work for the signals. */
export interface RollUps {
  /**
   * Brings the rollups of all projects up to what has arrived. May be cut short at any point and run again; not on two machines
   * at once.
   */
  rollUp(signal: AbortSignal): Promise<void>;
}
