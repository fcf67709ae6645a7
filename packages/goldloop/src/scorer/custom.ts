import { InputError } from "../error/index.ts";
import type { Finding, ScoreFunction, Subject } from "./definition.ts";
import { readVerdict } from "./verdict.ts";

/** What a user's own function may answer: yes or no, a number within 0..1, or a finding. */
export type Verdict = boolean | number | Partial<Finding>;

/** A scorer written as a function: in TypeScript, in a config or in tests. */
export type CustomScoreFunction = (subject: Subject) => Verdict | Promise<Verdict>;

export interface CustomScorerOptions {
  /** Answers yes or no. A function that returns true or false does so without saying it here. */
  binary?: boolean;
  /** False for functions that ask a model or the network. Default true. */
  deterministic?: boolean;
  /** Raise it whenever the same input may score differently for a reason outside the suite's own files. Default 1. */
  revision?: number;
  threshold?: number;
  not?: boolean;
}

/** A scorer made by `customScorer`. */
export interface CustomScorer {
  readonly kind: "goldloop/custom-scorer";
  readonly name: string;
  readonly score: CustomScoreFunction;
  readonly options: Readonly<CustomScorerOptions>;
}

/**
 * Makes a scorer of a function, for suites written in TypeScript. Its digest covers the modules that the suite was
 * written in; where those are not known, the function's own text. Throws InputError for a bad name or option.
 *
 * @example
 * scorers: ["equals", customScorer("polite", ({ output }) => /please|thank/i.test(textOf(output)))]
 */
export function customScorer(
  name: string,
  score: CustomScoreFunction,
  options: CustomScorerOptions = {},
): CustomScorer {
  if (typeof name !== "string" || name.trim() === "") {
    throw new InputError("scorer-name", "customScorer needs a name", {
      hint: 'customScorer("polite", (subject) => true)',
    });
  }
  if (typeof score !== "function") {
    throw new InputError("scorer-function", `customScorer "${name}" needs a function`, {
      hint: `customScorer("${name}", (subject) => true)`,
    });
  }
  return { kind: "goldloop/custom-scorer", name, score, options };
}

/** Whether a value is a scorer made by `customScorer`, in this copy of the library or another. */
export function isCustomScorer(value: unknown): value is CustomScorer {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "goldloop/custom-scorer";
}

/** The function behind a custom scorer, with its answer read strictly. */
export function scoreByFunction(score: CustomScoreFunction): ScoreFunction {
  return async (subject) => readVerdict(await score(subject));
}
