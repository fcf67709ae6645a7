import type { z } from "zod";
import type { Attachment } from "../dataset/index.ts";
import type { Digest, Json, JsonObject } from "../digest/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { Message, Trace, Usage } from "../trace/index.ts";

/** What a target is told about the call beside the input. Never the expected answer. */
export interface TargetContext {
  exampleId: string;
  /** 0-based repeat of the example. */
  trial: number;
  /** The same for the same (example, trial) in every run. */
  seed: number;
  /** Aborted at the timeout and when the run is stopped. */
  signal: AbortSignal;
  /** W3C trace context; spans that continue it are attached to the result. */
  traceparent: string;
  attachments: readonly (Attachment & { file: string })[];
}

/** What a target returned. Errors are thrown, not returned. */
export interface TargetResult {
  output: Json;
  usage?: Usage;
  /** Undefined when not known; the run computes it from `model` and `usage` where it can. */
  costUsd?: number;
  model?: string;
  /** Set when the target measured itself better than the clock around the call (streaming, replay). ms */
  latencyMs?: number;
  timeToFirstTokenMs?: number;
  trace?: Trace;
  conversation?: Message[];
  /** What the model that played the user cost: the evaluation's own spending, not the application's. */
  simulatedUserCostUsd?: number;
}

/** A target made ready for a run. */
export interface OpenTarget {
  call(input: Json, context: TargetContext): Promise<TargetResult>;
  close(): Promise<void>;
  /** Whether spans of a call may reach the run's receiver after the call returned. Absent: they cannot. */
  sendsSpans?: boolean;
}

/** What targets may use beside their options. */
export interface TargetEnvironment {
  /** Folder that relative paths in options start from. */
  directory: string;
  models: ModelAccess;
  /** For header templates and for child processes. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Where the target may send its spans during the run (OTLP/HTTP), when the run listens. */
  otlpEndpoint?: string | undefined;
}

/** A kind of target. One file each under `target/`, one line in the registry. */
export interface TargetDefinition<Options = unknown> {
  name: string;
  summary: string;
  options: z.ZodType<Options>;
  /** The option that a bare string in place of the options stands for. */
  short?: string;
  /** What exactly is under test, as far as it can be known from here: options without secrets, digests of the files. */
  identity(options: Options, environment: TargetEnvironment): Promise<JsonObject>;
  open(options: Options, environment: TargetEnvironment): Promise<OpenTarget>;
}

/** Types a definition by its options' schema. */
export function defineTarget<Options>(definition: TargetDefinition<Options>): TargetDefinition<Options> {
  return definition;
}

/** The identity of a target with its digest. */
export interface TargetIdentity {
  kind: string;
  digest: Digest;
  details: JsonObject;
}
