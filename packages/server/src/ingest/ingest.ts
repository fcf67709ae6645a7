import type { RawSpan } from "goldloop/trace";
import type { ScoreRow } from "../store/spans/row.ts";

/** What arrives: an encoded body, or spans that a route has already made out of its own format. */
export type IngestRequest = {
  /** Key's project, or the one a person imports into; checked by the caller. */
  projectId: string;
  keyId: string;
} & (
  | {
      format: "otlp-traces-protobuf" | "otlp-traces-json" | "otlp-logs-protobuf" | "otlp-logs-json";
      /** Uncompressed. It is handed over: do not touch it afterwards. */
      body: Uint8Array;
      /** Headers that a dialect reads (`x-mlflow-experiment-id`); lower-case names. */
      headers?: Readonly<Record<string, string>>;
    }
  | { format: "spans"; spans: RawSpan[] }
);

/** How a request ended. `stored` means: on disk, in every table it concerns. */
export interface IngestOutcome {
  spans: number;
  scores: number;
  /** Refused one by one; the reason never quotes content. */
  rejected: { index: number; reason: string }[];
  /** Stored without some of their figures, which are out of bounds: which ones. */
  ignored: { index: number; figures: string }[];
}

/** The queue is full: answer 429 (or gRPC RESOURCE_EXHAUSTED) with Retry-After; nothing was taken. */
export class Overloaded extends Error {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("the ingest queue is full");
    this.name = "Overloaded";
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The one path into the store: decode, limits, canonical form, detect, redact, derive, commit. Resolves when everything is
 * stored; throws Overloaded, a StoreError (`unavailable`: 503), or an InputError (400: the body is not what it says).
 */
export interface Ingest {
  submit(request: IngestRequest): Promise<IngestOutcome>;
  /**
   * Scores and feedback that did not come as spans. Redacted on the way, as spans are. `ingested_at` is set by the path.
   * The caller has checked that `project` is the principal's.
   */
  submitScores(scores: readonly Omit<ScoreRow, "ingested_at">[]): Promise<void>;
  /** Whether there is room now; asked before a body is read. */
  admit(bytes: number): void;
  /** Takes nothing more, finishes what is queued. */
  close(): Promise<void>;
}
