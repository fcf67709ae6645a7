import { resolve } from "node:path";
import type { Example } from "../dataset/index.ts";
import { canonicalJson, digestOf, digestOfJson, type Digest, type Json, type JsonObject } from "../digest/index.ts";
import { InputError, InputErrors, type Location } from "../error/index.ts";
import { digestOfFiles } from "../module/index.ts";
import { applyScorer, type Scored } from "./apply.ts";
import { type CustomScorer, isCustomScorer, scoreByFunction } from "./custom.ts";
import type { JudgeUse, ScoreFunction, ScorerEnvironment, Subject } from "./definition.ts";
import { outlineScorer } from "./outline.ts";
import { scorersFor } from "./families.ts";
import { checkThreshold, type ParsedScorer, readScorerSpec, type ScorerSpecInput } from "./spec.ts";

/** A scorer's pin as goldloop.lock holds it. */
export interface PinnedScorer {
  /** The kind of scorer. */
  scorer: string;
  digest: Digest;
  deterministic: boolean;
  options?: Json;
  not?: boolean;
  threshold?: number;
  /** Files that the digest covers, by path from the environment's directory. */
  files?: Record<string, Digest>;
}

/** A scorer with its options, ready to score and to be pinned. */
export interface PreparedScorer {
  /** The name in results: the `as`, else the scorer's (a judge's own), with `not ` before it when negated. */
  readonly name: string;
  /** The kind of scorer: its name in the registry; `custom` for one made by `customScorer`. */
  readonly scorer: string;
  /** With short forms spelled out and defaults filled in. */
  readonly options: Json;
  readonly not: boolean;
  readonly threshold: number | undefined;
  readonly deterministic: boolean;
  readonly binary: boolean;
  /** SHA-256 over the canonical form of `{ scorer, revision, options, not, threshold, files, pins, judges, embeddings }`. */
  readonly digest: Digest;
  /** Digests of the files that belong to it, by path from the environment's directory. */
  readonly files: Readonly<Record<string, Digest>>;
  /** The models that it asks for a verdict. */
  readonly judges: readonly JudgeUse[];
  /** The embedding models that it asks. */
  readonly embeddingModels: readonly string[];
  pin(): PinnedScorer;
  /** What an example lacks for it ("expected"), or undefined. */
  missing(example: Example): string | undefined;
  /** Never throws: a failing scorer is a score with status `error`. */
  score(subject: Subject): Promise<Scored>;
}

/**
 * Makes the scorers of one suite or example ready: options checked, files digested, modules and schemas loaded.
 * `locate` tells where the n-th spec stands. Throws InputErrors with every fault found, among them two scorers of one name.
 */
export async function prepareScorers(
  specs: readonly ScorerSpecInput[],
  environment: ScorerEnvironment,
  locate?: (index: number) => Location | undefined,
): Promise<PreparedScorer[]> {
  const prepared: PreparedScorer[] = [];
  const faults: InputError[] = [];
  const names = new Map<string, number>();
  for (const [index, spec] of specs.entries()) {
    try {
      const scorer = await prepareScorer(spec, environment);
      if (names.has(scorer.name)) throw sameName(scorer.name);
      names.set(scorer.name, index);
      prepared.push(scorer);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(located(error, locate?.(index)));
    }
  }
  const [first] = faults;
  if (first === undefined) return prepared;
  throw faults.length === 1 ? first : new InputErrors(faults);
}

/** Makes one scorer ready. Throws InputError for anything wrong with the spec, its options or its files. */
export async function prepareScorer(spec: ScorerSpecInput, environment: ScorerEnvironment): Promise<PreparedScorer> {
  if (isCustomScorer(spec)) return prepareCustom(spec, environment);
  return prepareParsed(readScorerSpec(spec, await scorersFor(spec)), environment);
}

async function prepareParsed(parsed: ParsedScorer, environment: ScorerEnvironment): Promise<PreparedScorer> {
  const { definition, options, not, threshold } = parsed;
  const { name, scorer, deterministic, binary } = outlineScorer(parsed);
  const { directory } = environment;
  const paths = (await definition.files?.(options, environment)) ?? [];
  const judges = definition.judges?.(options, environment) ?? [];
  const embeddings = definition.embeddings?.(options, environment) ?? [];
  return assemble(
    {
      name,
      scorer,
      revision: definition.revision,
      options: JSON.parse(canonicalJson(options)) as Json,
      not,
      threshold,
      deterministic,
      binary,
      files: await digestOfFiles(
        paths.map((path) => resolve(directory, path)),
        directory,
      ),
      pins: definition.pins?.(options, environment) ?? {},
      judges,
      embeddings,
      missing: (example) => definition.missing?.(options, example),
    },
    await definition.create(options, environment),
  );
}

async function prepareCustom(custom: CustomScorer, environment: ScorerEnvironment): Promise<PreparedScorer> {
  const { name, options } = custom;
  const { binary = false, deterministic = true, revision = 1, not = false } = options;
  const modules = environment.modules ?? [];
  return assemble(
    {
      name: `${not ? "not " : ""}${name}`,
      scorer: "custom",
      revision,
      options: { name, binary },
      not,
      threshold: options.threshold === undefined ? undefined : checkThreshold(options.threshold, name),
      deterministic,
      binary,
      files: await digestOfFiles(modules, environment.directory),
      pins: modules.length === 0 ? { source: digestOf(String(custom.score)) } : {},
      judges: [],
      embeddings: [],
      missing: () => undefined,
    },
    scoreByFunction(custom.score),
  );
}

interface Parts {
  name: string;
  scorer: string;
  revision: number;
  options: Json;
  not: boolean;
  threshold: number | undefined;
  deterministic: boolean;
  binary: boolean;
  files: Record<string, Digest>;
  pins: JsonObject;
  judges: readonly JudgeUse[];
  embeddings: readonly string[];
  missing: (example: Example) => string | undefined;
}

function assemble(parts: Parts, score: ScoreFunction): PreparedScorer {
  const { name, scorer, revision, options, not, threshold, deterministic, binary, files, pins } = parts;
  const { judges, embeddings, missing } = parts;
  const digest = digestOfJson({ scorer, revision, options, not, threshold, files, pins, judges, embeddings });
  return {
    name,
    scorer,
    options,
    not,
    threshold,
    deterministic,
    binary,
    digest,
    files,
    judges,
    embeddingModels: embeddings,
    missing,
    pin: () => ({
      scorer,
      digest,
      deterministic,
      ...(isEmpty(options) ? {} : { options }),
      ...(not ? { not } : {}),
      ...(threshold === undefined ? {} : { threshold }),
      ...(isEmpty(files) ? {} : { files }),
    }),
    score: (subject) => applyScorer({ name, not, threshold, binary }, score, subject),
  };
}

function isEmpty(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function sameName(name: string): InputError {
  return new InputError("duplicate-scorer-name", `two scorers are named "${name}"`, {
    hint: `give one of them another name beside its options:   as: ${name.replaceAll(/\s+(\w)/g, (_, letter: string) => letter.toUpperCase())}2`,
  });
}

/** The same error with its place; one that knows a place of its own (a module's line) keeps it. */
function located(error: InputError, location: Location | undefined): InputError {
  if (location === undefined || error.location !== undefined) return error;
  return new InputError(error.code, error.message, { hint: error.hint, location, cause: error.cause ?? error });
}
