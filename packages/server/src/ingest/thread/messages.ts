import type { ProjectSettings } from "../../store/postgres/projects.ts";
import type { Processed, Work } from "../pipeline/pipeline.ts";

/** What a pipeline thread is started with. */
export interface ThreadData {
  maxSpanBytes: number;
}

export type ToThread =
  | { type: "configure"; settings: ProjectSettings }
  | { type: "run"; id: number; work: Work; projectId: string; nowMs: number };

export type FromThread =
  | { id: number; processed: Processed }
  /** `input`: the body is not what it says; anything else is a fault of ours. */
  | { id: number; failure: { kind: "input" | "fault"; code: string; message: string } };
