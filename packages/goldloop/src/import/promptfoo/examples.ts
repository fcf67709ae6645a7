import type { Example, ScorerSpec } from "../../dataset/index.ts";
import { canonicalJson, type JsonObject } from "../../digest/index.ts";
import type { ExpandedTest } from "./expand.ts";
import { slugOf, unused } from "./slug.ts";

/** A test with the scorers that were made of its assertions. */
export interface ScoredTest {
  test: ExpandedTest;
  scorers: ScorerSpec[];
}

/** Examples, and the scorers that all of them share and the suite has. */
export interface MadeExamples {
  examples: Example[];
  scorers: ScorerSpec[];
}

/** Makes examples. `variables` are names that the prompts use: one that a test lacks is the empty text, as in promptfoo. */
export function makeExamples(tests: readonly ScoredTest[], variables: readonly string[], source: string): MadeExamples {
  const shared = sharedBy(tests.map(({ scorers }) => scorers));
  const common = new Set(shared.map((scorer) => canonicalJson(scorer)));
  const ids = new Set<string>();
  const examples = tests.map(({ test, scorers }, index) => {
    const id = unused(idOf(test, index), (one) => ids.has(one));
    ids.add(id);
    const own = scorers.filter((scorer) => !common.has(canonicalJson(scorer)));
    const metadata: JsonObject = {
      ...test.metadata,
      ...(test.description === undefined ? {} : { description: test.description }),
    };
    const context = contextOf(test.vars, scorers);
    const example: Example = {
      id,
      input: { ...Object.fromEntries(variables.map((name) => [name, ""])), ...test.vars },
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
      ...(context === undefined ? {} : { context }),
      ...(own.length === 0 ? {} : { scorers: own }),
      origin: { kind: "import", source },
    };
    return example;
  });
  return { examples, scorers: shared };
}

/** In the order of the first test; names are unique within a test, so that none takes the place of another. */
function sharedBy(lists: readonly ScorerSpec[][]): ScorerSpec[] {
  const [first = new Map<string, ScorerSpec>(), ...others] = lists.map(
    (list) => new Map(list.map((scorer) => [canonicalJson(scorer), scorer])),
  );
  return [...first].filter(([key]) => others.every((list) => list.has(key))).map(([, scorer]) => scorer);
}

function idOf(test: ExpandedTest, index: number): string {
  const base = test.description === undefined ? `test-${index + 1}` : slugOf(test.description, `test-${index + 1}`);
  return test.combination === undefined || test.description === undefined ? base : `${base}-${test.combination}`;
}

/** What `faithfulness` holds an output against where nothing is retrieved. */
function contextOf(vars: JsonObject, scorers: readonly ScorerSpec[]): string[] | undefined {
  const { context } = vars;
  const asked = scorers.some((scorer) => typeof scorer === "object" && "faithfulness" in scorer);
  if (!asked || context === undefined) return undefined;
  const list = Array.isArray(context) ? context : [context];
  return list.map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
}
