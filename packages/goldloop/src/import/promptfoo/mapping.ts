import * as to from "./carry.ts";
import * as judged from "./carry-judged.ts";

/** One type of promptfoo: what carries it over, or why nothing does. The documentation is made of these. */
export interface Mapping {
  type: string;
  /** Other names of the same type. */
  also?: readonly string[];
  /** The scorers of Goldloop that take its place; empty when nothing does. */
  scorers: readonly string[];
  /** How, or why not: one line. */
  how: string;
  /** What to do where it is not carried over. */
  todo?: string;
  carry?: to.Carry;
}

const ownScorer = "write a scorer of your own:   - code: evals/scorers/NAME.ts";
const whichCall = "say which call is right:   - toolCalls: { calls: [{ name: ..., arguments: {...} }] }";
const compareRuns = "run them as targets of the suite, and   goldloop compare   the runs";

/** Every assertion type of promptfoo that is known, in the order of the documentation. */
export const mappings: readonly Mapping[] = [
  {
    type: "equals",
    scorers: ["equals"],
    how: "Texts are compared as texts, objects as JSON at any depth.",
    carry: to.equals,
  },
  { type: "contains", scorers: ["contains"], how: "The same.", carry: to.texts("contains", "one") },
  {
    type: "contains-all",
    scorers: ["contains"],
    how: "A list means all of them.",
    carry: to.texts("contains", "list"),
  },
  { type: "contains-any", scorers: ["containsAny"], how: "The same.", carry: to.texts("containsAny", "list") },
  { type: "icontains", scorers: ["icontains"], how: "The same.", carry: to.texts("icontains", "one") },
  {
    type: "icontains-all",
    scorers: ["icontains"],
    how: "A list means all of them.",
    carry: to.texts("icontains", "list"),
  },
  {
    type: "icontains-any",
    scorers: ["containsAny"],
    how: "With `ignoreCase: true`.",
    carry: to.texts("containsAny", "list", { ignoreCase: true }),
  },
  { type: "starts-with", scorers: ["startsWith"], how: "The same.", carry: to.oneText("startsWith") },
  { type: "regex", scorers: ["regex"], how: "The same JavaScript pattern.", carry: to.regex },
  {
    type: "is-json",
    scorers: ["isJson"],
    how: "A schema, written out or in a file, is carried over.",
    todo: "- isJson: { schema: FILE }",
    carry: to.isJson,
  },
  {
    type: "contains-json",
    scorers: ["code"],
    how: "Any JSON object or list within the text, by a generated scorer. With a schema it is not carried over.",
    todo: "- isJson: { schema: ... }   when the output is JSON as a whole, else a scorer of your own",
    carry: to.containsJson,
  },
  nothing("is-html", "Goldloop parses no HTML.", ownScorer),
  nothing("contains-html", "Goldloop parses no HTML.", "- regex: { pattern: '</?[a-z][^>]*>', flags: i }   finds tags"),
  nothing("is-xml", "Goldloop parses no XML.", ownScorer),
  nothing("contains-xml", "Goldloop parses no XML.", "- regex: '<\\w+[^>]*>'   finds tags"),
  nothing("is-sql", "Goldloop parses no SQL.", ownScorer),
  nothing(
    "contains-sql",
    "Goldloop parses no SQL.",
    "- regex: { pattern: '\\b(select|insert|update|delete)\\b', flags: i }   finds the words",
  ),
  {
    type: "is-refusal",
    scorers: ["refusal"],
    how: "By rules in several languages, which differ from promptfoo's.",
    carry: () => ({ spec: { refusal: {} } }),
  },
  {
    ...nothing("is-valid-function-call", "It is checked against the tools of promptfoo's provider.", whichCall),
    also: ["is-valid-openai-function-call"],
  },
  nothing("is-valid-openai-tools-call", "It is checked against the tools of promptfoo's provider.", whichCall),
  {
    type: "bleu",
    scorers: ["bleu"],
    how: "As sacrebleu computes it; figures differ a little from promptfoo's.",
    carry: to.similarity("bleu", {}, 0.5, true, "BLEU is computed as sacrebleu does; figures differ a little"),
  },
  nothing("gleu", "Goldloop has no GLEU.", "- bleu: ...   with a threshold that your good answers reach"),
  nothing("meteor", "Goldloop has no METEOR.", "- rouge: rougeL   with a threshold that your good answers reach"),
  {
    type: "rouge-n",
    scorers: ["rouge"],
    how: "`rouge1` on lower-case words; figures differ a little from promptfoo's.",
    carry: to.similarity(
      "rouge",
      { variant: "rouge1" },
      0.75,
      false,
      "ROUGE-1 is computed on lower-case words; figures differ a little",
    ),
  },
  {
    type: "levenshtein",
    scorers: ["code"],
    how: "At most so many edits, by a generated scorer; `levenshtein` gives a share of the length instead.",
    carry: to.editDistance,
  },
  { ...nothing("perplexity", "Targets report no log probabilities.", ownScorer), also: ["perplexity-score"] },
  { type: "word-count", scorers: ["wordCount"], how: "The same.", carry: to.wordCount },
  nothing(
    "finish-reason",
    "An output does not carry it.",
    "return it in the output, and   - field: { finishReason: stop }",
  ),
  { type: "cost", scorers: ["cost"], how: "USD. An unknown cost is an error, not a pass.", carry: to.limit("cost") },
  { type: "latency", scorers: ["latency"], how: "ms.", carry: to.limit("latency") },
  nothing(
    "guardrails",
    "It reads what promptfoo's provider said.",
    "- refusal, - pii or - secrets   look at the output itself",
  ),
  {
    type: "javascript",
    scorers: ["code"],
    how: "Called with `(output, context)` by a generated scorer; `context` has `vars`, `test`, `config` and `trace`.",
    todo: ownScorer,
    carry: (assertion, context) => context.script("javascript", assertion),
  },
  {
    type: "python",
    scorers: ["exec"],
    how: "Called with `(output, context)` by a generated program; needs `python3`.",
    todo: "- exec: [python3, evals/scorers/NAME.py]",
    carry: (assertion, context) => context.script("python", assertion),
  },
  nothing(
    "ruby",
    "Ruby is not wrapped.",
    "- exec: [ruby, evals/scorers/NAME.rb]   reads the subject as JSON on standard input and prints a verdict",
  ),
  {
    type: "webhook",
    scorers: ["code"],
    how: "`{ output, context }` is posted by a generated scorer; `{ pass, score, reason }` comes back.",
    carry: to.webhook,
  },
  {
    type: "tool-call-f1",
    scorers: ["toolCalls"],
    how: "With the default threshold of 1: these tools and no other, in any order. Below 1, and negated, it is not carried over.",
    todo: "- toolCalls: { calls: [...], order: contains, match: names }   asks for some tools and allows others",
    carry: to.toolCallF1,
  },
  {
    type: "trajectory:tool-used",
    scorers: ["trajectory"],
    how: "`required`, or `forbidden` when negated. Patterns and other counts are not carried over.",
    todo: "- trajectory: { required: [...], order: false, maxSteps: ... }",
    carry: to.toolUsed,
  },
  {
    type: "trajectory:tool-sequence",
    scorers: ["trajectory", "toolCalls"],
    how: "`in_order` by `trajectory`, `exact` by `toolCalls` with names only. Patterns are not carried over.",
    todo: "- trajectory: [first, second]",
    carry: to.toolSequence,
  },
  {
    type: "trajectory:tool-args-match",
    scorers: ["toolCalls"],
    how: "`match: subset` or `exact`. `defaults`, `ignore` and patterns are not carried over.",
    todo: "- toolCalls: { calls: [{ name: ..., arguments: {...} }], order: contains, match: subset }",
    carry: to.toolArguments,
  },
  {
    type: "trajectory:step-count",
    scorers: ["trajectory"],
    how: "`minSteps` and `maxSteps`: of tool calls for `type: tool`, of spans for `type: span` and without one. Other types and patterns are not carried over.",
    todo: "- trajectory: { minSteps: ..., maxSteps: ... }   counts tool calls",
    carry: to.stepCount,
  },
  {
    type: "trajectory:goal-success",
    scorers: ["goal"],
    how: "A judge that sees the tool calls and the conversation.",
    carry: judged.goal,
  },
  { type: "trace-span-count", scorers: ["code"], how: "By a generated scorer.", carry: to.spanCount },
  {
    type: "trace-span-duration",
    scorers: ["code"],
    how: "By a generated scorer; ms, of all spans or of a percentile.",
    carry: to.spanDuration,
  },
  {
    type: "trace-error-spans",
    scorers: ["code"],
    how: "By a generated scorer; a span is an error when its status says so.",
    carry: to.errorSpans,
  },
  {
    type: "llm-rubric",
    scorers: ["closedQa", "rubric"],
    how: "A yes or no without a threshold (`closedQa`), a degree with one (`rubric`). Its `rubricPrompt` is not carried over.",
    todo: "judges: { grader: { model: ..., prompt: FILE } }, and   - judge: grader",
    carry: judged.llmRubric,
  },
  {
    type: "g-eval",
    scorers: ["rubric"],
    how: "A degree against the criteria, threshold 0.7; no steps are made up first.",
    carry: judged.gEval,
  },
  {
    type: "factuality",
    also: ["model-graded-factuality"],
    scorers: ["factuality"],
    how: "With `threshold: 0.5`, so that only a contradiction fails.",
    carry: judged.factuality,
  },
  { type: "model-graded-closedqa", scorers: ["closedQa"], how: "The same.", carry: judged.closedQa },
  {
    type: "similar",
    also: ["similar:cosine"],
    scorers: ["similar"],
    how: "Cosine similarity, threshold 0.75. With several texts it is not carried over.",
    todo: "- similar: { model: openai/text-embedding-3-small, value: ... }",
    carry: judged.similar,
  },
  nothing(
    "classifier",
    "Goldloop runs no classification models.",
    "- code: { module: ..., deterministic: false }   that asks the classifier",
  ),
  nothing("moderation", "Goldloop asks no moderation service.", "- closedQa: ...   that describes what is not allowed"),
  {
    type: "answer-relevance",
    scorers: ["answerRelevance"],
    how: "A judge's degree; promptfoo compares made-up questions by embeddings.",
    carry: judged.graded("answerRelevance"),
  },
  {
    type: "context-faithfulness",
    scorers: ["faithfulness"],
    how: "The variable `context` becomes the example's `context`; retrieved documents count before it.",
    carry: judged.graded("faithfulness"),
  },
  nothing(
    "context-recall",
    "It asks a model how much of a reference the context bears out.",
    "list the right documents in the example's context, and   - contextRecall",
  ),
  nothing(
    "context-relevance",
    "It asks a model how much of the context matters.",
    "list the right documents in the example's context, and   - contextPrecision",
  ),
  nothing(
    "conversation-relevance",
    "It grades turns against a sliding window.",
    "- rubric: ...   about {{conversation}}",
  ),
  nothing("select-best", "It compares the outputs of several prompts or models.", compareRuns),
  nothing("max-score", "It compares the outputs of several prompts or models.", compareRuns),
  nothing("human", "A person's verdict is no scorer.", "keep it as the example's expected"),
  {
    type: "assert-set",
    scorers: ["(each of its assertions)"],
    how: "Its assertions are carried over one by one, and all must pass. Its own threshold and weight are not carried over.",
  },
];

function nothing(type: string, how: string, todo: string): Mapping {
  return { type, scorers: [], how, todo };
}

const byType = new Map(
  mappings.flatMap((mapping) => [mapping.type, ...(mapping.also ?? [])].map((type) => [type, mapping] as const)),
);

/** The mapping of a type, without `not-`; undefined for one that is not known. */
export function mappingOf(type: string): Mapping | undefined {
  return byType.get(type);
}

/** Whether a type, without `not-`, is one of promptfoo's. */
export function isKnownType(type: string): boolean {
  return byType.has(type);
}

/** The names of all types that are known, without `not-`. */
export function knownTypes(): string[] {
  return [...byType.keys()];
}
