import type { z } from "zod";
import type { Example } from "../dataset/index.ts";
import type { Digest, Json, JsonObject } from "../digest/index.ts";
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
  /**
   * Set when a value of 0 rests on nothing having been seen ("no trace, and the output lists no tool calls"):
   * it is a failure as it stands, but under `not` it is an error, since a lack of evidence proves nothing.
   */
  unproven?: string;
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
  /** Absolute paths of the modules that the suite was written in and of what they import: pinned with scorers defined there. */
  modules?: readonly string[];
}

export type ScorerFamily = "text" | "structure" | "agent" | "retrieval" | "budget" | "safety" | "judge" | "code";

/** One worked example of a scorer, shown in the docs and executed by the contract suite. */
export interface ScorerDocExample {
  /** One line. */
  title: string;
  /** As written in a file: the part after the scorer's name. */
  options: Json;
  subject: Partial<Subject> & { output: Json };
  /** Files that the options name, by path from the suite's folder: shown in the docs, written by the contract suite. */
  files?: Record<string, string>;
  /** What a model would answer, for judges: in order of the calls. */
  modelAnswers?: Json[];
  value: number;
}

/** What the options decide about a scorer. */
export interface ScorerTraits {
  /** The name in results when the spec has no `as` (a judge's name, a user's function). */
  name?: string;
  deterministic?: boolean;
  binary?: boolean;
}

/** A model that a scorer asks for its verdict, with everything that is sent to it: what the lock pins. */
export interface JudgeUse {
  /** The name under the config's `judges`; absent for a judge that the scorer's own options describe. */
  name?: string;
  /** `provider/model` */
  model: string;
  /** Temperature, seed, scale, labels, votes... */
  parameters: JsonObject;
  promptDigest: Digest;
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
  /**
   * Accepts the short forms too (a string, a list) and turns them into `Options`, which are JSON. Strict about keys.
   * A name without options, or with `null`, is parsed as `{}`; `true` is parsed as `true` and, when refused, as `{}`.
   */
  options: z.ZodType<Options>;
  /** Where the options decide about `deterministic`, `binary` or the name in results, over the fields above. */
  traits?: (options: Options) => ScorerTraits;
  /** What an example lacks for this scorer ("expected"), checked before anything runs. */
  missing?: (options: Options, example: Example) => string | undefined;
  /**
   * Files that belong to the options (a module, a schema, a prompt): their contents are part of the digest.
   * Absolute, or relative to the environment's directory.
   */
  files?: (options: Options, environment: ScorerEnvironment) => string[] | Promise<string[]>;
  /** What else belongs to the digest (a judge's model and prompt digest, an embedding model). */
  pins?: (options: Options, environment: ScorerEnvironment) => JsonObject;
  /** The models that are asked for a verdict, for the lock's pins. Part of the digest. */
  judges?: (options: Options, environment: ScorerEnvironment) => JudgeUse[];
  /** The embedding models that are asked, `provider/model`, for the lock's pins. Part of the digest. */
  embeddings?: (options: Options, environment: ScorerEnvironment) => string[];
  create: (options: Options, environment: ScorerEnvironment) => ScoreFunction | Promise<ScoreFunction>;
  examples: ScorerDocExample[];
}

/**
 * A definition whose options are not known here: what registries and families hold. Its functions take only what
 * its own `options` returned, which `prepareScorer` sees to.
 */
export interface AnyScorerDefinition extends Omit<ScorerDefinition<never>, "options"> {
  options: z.ZodType;
}

/** Types a definition by its options' schema. */
export function defineScorer<Options>(definition: ScorerDefinition<Options>): ScorerDefinition<Options> {
  return definition;
}

/** A score as recorded (design 4.4). In a run's results all keys are there, with null where there is nothing to say. */
export interface Score {
  name: string;
  value: number | null;
  pass: boolean | null;
  status: "scored" | "error" | "skipped";
  reason?: string | null;
  metadata?: JsonObject | null;
}
