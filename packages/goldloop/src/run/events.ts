import type { Retry } from "../model/index.ts";
import type { ResultLine } from "./record.ts";

/** What a run tells while it goes on. All parts are optional. */
export interface RunEvents {
  onStart?: (run: {
    id: string;
    dir: string;
    suite: string;
    target: string | null;
    total: number;
    done: number;
  }) => void;
  onResult?: (line: ResultLine) => void;
  onRetry?: (retry: Retry) => void;
  /** Something a person should know that is no error. */
  onNotice?: (text: string) => void;
}
