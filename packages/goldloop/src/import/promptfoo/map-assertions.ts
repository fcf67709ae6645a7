import type { ScorerSpec } from "../../dataset/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { messageOf, suggestion } from "../../error/index.ts";
import { parseScorerSpec } from "../../scorer/index.ts";
import { readAssertion, writtenType, type Assertion } from "./assertion.ts";
import type { MappingContext } from "./carry.ts";
import type { ExpandedTest } from "./expand.ts";
import type { ImportFindings } from "./findings.ts";
import { knownTypes, mappingOf } from "./mapping.ts";
import { unused } from "./slug.ts";
import { render, renderAll } from "./template.ts";

/** The scorers of one example, and how its assertions fared. */
export interface MappedAssertions {
  scorers: ScorerSpec[];
  /** Assertions by written type: all, and those that are carried over. */
  seen: string[];
  carried: string[];
}

/** Keys of an assertion that are read by the mappings. */
const read = new Set(["provider", "config"]);
/** A threshold must lie above its opposite even where both meet: promptfoo fails `not-` at the threshold itself. */
const justAbove = 1e-9;

/** Makes the scorers of a test's assertions. What is not carried over, or only changed, is a finding. */
export function mapAssertions(test: ExpandedTest, context: MappingContext, findings: ImportFindings): MappedAssertions {
  const mapped: MappedAssertions = { scorers: [], seen: [], carried: [] };
  const names = new Set<string>();
  for (const given of flattened(test.assert, test.place, findings)) {
    const raw = readAssertion(given);
    if (raw === undefined) {
      findings.lost(test.place, "assertion", "it has no type", "give it a type");
      mapped.seen.push("(no type)");
      continue;
    }
    const type = writtenType(raw);
    mapped.seen.push(type);
    const spec = specOf(withOptions(raw, test.options), test, context, findings);
    if (spec === undefined) continue;
    mapped.carried.push(type);
    const metric = raw.metric === undefined ? undefined : (render(raw.metric, test.vars) ?? raw.metric);
    mapped.scorers.push(named(spec, { ...raw, metric }, names, test.place, findings));
  }
  return mapped;
}

/** `assert-set` taken apart, at any depth. */
function flattened(list: readonly Json[], place: string, findings: ImportFindings): Json[] {
  return list.flatMap((given) => {
    if (!isJsonObject(given) || given["type"] !== "assert-set") return [given];
    const todo = "drop what may fail from the suite, or accept that all must pass";
    if (given["threshold"] !== undefined)
      findings.lost(place, "assert-set threshold", "all assertions of the set must pass now", todo);
    if (given["weight"] !== undefined) findings.lost(place, "assert-set weight", "scorers have no weights", todo);
    if (given["metric"] !== undefined)
      findings.changed(place, "assert-set metric", "each scorer of the set has a name of its own");
    return flattened(Array.isArray(given["assert"]) ? given["assert"] : [], place, findings);
  });
}

/** The grader and rubric of a test's options count where the assertion names none. */
function withOptions(assertion: Assertion, options: JsonObject): Assertion {
  const { provider, rubricPrompt } = options;
  return {
    ...assertion,
    rest: {
      ...(provider === undefined ? {} : { provider }),
      ...(rubricPrompt === undefined ? {} : { rubricPrompt }),
      ...assertion.rest,
    },
  };
}

function specOf(
  raw: Assertion,
  test: ExpandedTest,
  context: MappingContext,
  findings: ImportFindings,
): JsonObject | undefined {
  const { place } = test;
  const type = writtenType(raw);
  const mapping = mappingOf(raw.type);
  if (mapping === undefined) {
    findings.lost(place, type, unknownType(raw.type), "write a scorer of your own:   - code: evals/scorers/NAME.ts");
    return undefined;
  }
  const isJudge =
    mapping.carry !== undefined &&
    ["closedQa", "rubric", "factuality", "goal", "faithfulness", "answerRelevance"].includes(mapping.scorers[0] ?? "");
  for (const [key, value] of Object.entries(raw.rest)) {
    if (read.has(key) || value === null) continue;
    if (key === "rubricPrompt") {
      if (isJudge)
        findings.lost(
          place,
          `${type} rubricPrompt`,
          "the judge's own prompt is used",
          "judges: { grader: { model: ..., prompt: FILE } }, and   - judge: grader",
        );
    } else if (key === "transform" || key === "contextTransform") {
      findings.lost(
        place,
        `${type} with ${key}`,
        `its ${key} is code, and without it the scorer would look at something else`,
        "- field: { path.in.output: value }, or a scorer of your own",
      );
      return undefined;
    } else
      findings.lost(
        place,
        `${type} ${key}`,
        `${key} has no counterpart`,
        "see whether the scorer's options can say it",
      );
  }
  if (mapping.carry === undefined) {
    findings.lost(place, type, mapping.how, mapping.todo ?? "write a scorer of your own");
    return undefined;
  }
  const value = raw.value === undefined ? undefined : renderAll(raw.value, test.vars);
  if (raw.value !== undefined && value === undefined) {
    findings.lost(place, type, "its value uses more of the template language than {{ name }}", "write the value out");
    return undefined;
  }
  const carried = mapping.carry({ ...raw, value }, context);
  if ("lost" in carried) {
    findings.lost(place, type, carried.lost, carried.todo ?? mapping.todo ?? "write a scorer of your own");
    return undefined;
  }
  const spec = raw.not && carried.negated !== true ? negated(carried.spec) : carried.spec;
  const weighed = weigh(spec, raw, place, findings);
  try {
    parseScorerSpec(weighed);
  } catch (error) {
    findings.lost(place, type, messageOf(error), mapping.todo ?? "correct its value");
    return undefined;
  }
  if (carried.changed !== undefined) findings.changed(place, type, carried.changed);
  return weighed;
}

function unknownType(type: string): string {
  if (type.startsWith("promptfoo:redteam:")) return "it is a red-team grader";
  return `there is no such type${suggestion(type, knownTypes()).replace(/; known: .*/, "")}`;
}

/** `score < threshold` is `1 - score > 1 - threshold`. */
function negated(spec: JsonObject): JsonObject {
  const { threshold } = spec;
  if (typeof threshold !== "number") return { ...spec, not: true };
  return { ...spec, not: true, threshold: Math.min(1, Number((1 - threshold + justAbove).toFixed(12))) };
}

/** A weight of 0 makes an assertion a figure without a verdict. Only graded scorers can be that here. */
function weigh(
  spec: JsonObject,
  { weight, not, type }: Assertion,
  place: string,
  findings: ImportFindings,
): JsonObject {
  const written = writtenType({ type, not });
  if (weight === undefined || weight === 1) return spec;
  if (weight !== 0) {
    findings.lost(
      place,
      `${written} weight`,
      "scorers have no weights: each must pass",
      "accept that it must pass, or drop it",
    );
    return spec;
  }
  const { threshold, ...rest } = spec;
  if (threshold !== undefined) {
    findings.changed(place, `${written} weight: 0`, "it gives a mean and no verdict");
    return rest;
  }
  findings.lost(place, `${written} weight: 0`, "it was a figure only, and must pass now", "drop it, or let it be");
  return spec;
}

/** Every scorer of an example has a name of its own: the metric's, or the scorer's, with a number where it is taken. */
function named(
  spec: JsonObject,
  { metric, type, not }: Assertion,
  names: Set<string>,
  place: string,
  findings: ImportFindings,
): JsonObject {
  const scorer = Object.keys(spec).find((key) => !["as", "not", "threshold"].includes(key)) ?? type;
  const isScript = scorer === "code" || scorer === "exec";
  const usual = isScript ? writtenType({ type, not }) : `${spec["not"] === true ? "not " : ""}${scorer}`;
  const wanted = metric ?? usual;
  const name = unused(wanted, (one) => names.has(one));
  names.add(name);
  if (metric !== undefined && name !== metric)
    findings.changed(place, `metric ${metric}`, "assertions that shared a metric are scorers with numbered names");
  return name === usual && !isScript ? spec : { ...spec, as: name };
}
