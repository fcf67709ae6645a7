import type { z } from "zod";
import type { Example } from "../dataset/index.ts";
import type { Json, JsonObject } from "../digest/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { Message, Trace, Usage } from "../trace/index.ts";

/** What is scored: one output of one example in one trial, with everything that was measured of it. */
export interface Subject {
  example: Example;
  output: Json;
  trial: number;
  trace?: Trace | undefined;
  /** The whole conversation of a multi-turn example. */
  conversation?: Message[] | undefined;
  /** ms */
  latencyMs: number;
  usage?: Usage | undefined;
  /** Undefined when the cost is not known. */
  costUsd?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What a scorer found. */
export interface Finding {
  /** 0..1; null with `skipped` only. */
  value: number | null;
  /** Set only by scorers whose verdict is not `value >= threshold`. */
  pass?: boolean;
  /** Why, in one line a reader understands without the docs. */
  reason?: string;
  metadata?: JsonObject;
  /** Why the scorer did not apply; the score is then `skipped`. */
  skipped?: string;
  /** What the scorer itself spent (judges). */
  usage?: Usage;
  costUsd?: number;
}

/** A scorer made ready with its options. May throw: the score is then `error`, never a pass. */
export type ScoreFunction = (subject: Subject) => Finding | Promise<Finding>;

/** A judge of the config's `judges`, with its files read. */
export interface Judge {
  name: string;
  /** `provider/model` */
  model: string;
  /** The prompt's text, or undefined for a built-in one. */
  prompt?: string;
  promptFile?: string;
  /** [lowest, highest] */
  scale: [number, number];
  /** Names of the scale's steps, lowest first. */
  labels?: string[];
  votes: number;
  temperature?: number;
  seed?: number;
  maxOutputTokens?: number;
}

/** What scorers may use beside their options. */
export interface ScorerEnvironment {
  /** Folder that relative paths in options start from. */
  directory: string;
  models: ModelAccess;
  judges: ReadonlyMap<string, Judge>;
  /** Variables for `exec` scorers. */
  variables: Readonly<Record<string, string | undefined>>;
}

export type ScorerFamily = "text" | "structure" | "agent" | "retrieval" | "budget" | "safety" | "judge" | "code";

/** One worked example of a scorer, shown in the docs and executed by the contract suite. */
export interface ScorerDocExample {
  /** One line. */
  title: string;
  /** As written in a file: the part after the scorer's name. */
  options: Json;
  subject: Partial<Subject> & { output: Json };
  /** What a model would answer, for judges: in order of the calls. */
  modelAnswers?: Json[];
  value: number;
}

/** A kind of scorer. One file each under `scorer/`, one line in the registry. */
export interface ScorerDefinition<Options = unknown> {
  name: string;
  /** Raised whenever the same input may score differently; part of the scorer's digest. */
  revision: number;
  family: ScorerFamily;
  /** One line. */
  summary: string;
  /** What it cannot see; required for the safety family. */
  limits?: string;
  /** False for judges and embeddings. Gates select `scorers: deterministic` by it. */
  deterministic: boolean;
  /** Answers yes or no: threshold 1 by nature. Otherwise `pass` needs a threshold. */
  binary: boolean;
  /** Accepts the short forms too (a string, a list) and turns them into `Options`. Strict about keys. */
  options: z.ZodType<Options>;
  /** What an example lacks for this scorer ("expected"), checked before anything runs. */
  missing?: (options: Options, example: Example) => string | undefined;
  /** Files that belong to the options (a module, a schema, a prompt): their contents are part of the digest. */
  files?: (options: Options) => string[];
  /** What else belongs to the digest (a judge's model and prompt digest, an embedding model). */
  pins?: (options: Options, environment: ScorerEnvironment) => JsonObject;
  create: (options: Options, environment: ScorerEnvironment) => ScoreFunction | Promise<ScoreFunction>;
  examples: ScorerDocExample[];
}

/** Types a definition by its options' schema. */
export function defineScorer<Options>(definition: ScorerDefinition<Options>): ScorerDefinition<Options> {
  return definition;
}

/** A score as recorded (design 4.4). */
export interface Score {
  name: string;
  value: number | null;
  pass: boolean | null;
  status: "scored" | "error" | "skipped";
  reason?: string;
  metadata?: JsonObject;
}
