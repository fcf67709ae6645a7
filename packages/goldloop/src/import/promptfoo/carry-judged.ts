import type { Json, JsonObject } from "../../digest/index.ts";
import type { Carried, Carry } from "./carry.ts";
import { objectIn, textIn, textsIn } from "./values.ts";

const needsValue: Carried = { lost: "it has no value", todo: "give it a value" };
const noGrader: Carried = {
  lost: "its grader has no counterpart",
  todo: "judges: { grader: { model: provider/model } }, and - closedQa: ... in the suite",
};

/** A yes or no without a threshold, a degree with one. */
export const llmRubric: Carry = (assertion, context) => {
  const text = criterionIn(assertion.value);
  if (text === undefined) return needsValue;
  const judge = context.judge(assertion);
  if (judge === undefined) return noGrader;
  const { threshold } = assertion;
  const isDegree = threshold !== undefined && threshold > 0;
  const spec: JsonObject = isDegree
    ? { rubric: { rubric: text, judge }, threshold }
    : { closedQa: { criterion: text, judge } };
  return { spec };
};

export const closedQa: Carry = (assertion, context) => {
  const criterion = criterionIn(assertion.value);
  if (criterion === undefined) return needsValue;
  const judge = context.judge(assertion);
  return judge === undefined ? noGrader : { spec: { closedQa: { criterion, judge } } };
};

export const gEval: Carry = (assertion, context) => {
  const { value, threshold = 0.7 } = assertion;
  const criteria = textsIn(Array.isArray(value) ? value : textIn(value) === undefined ? undefined : [value ?? ""])?.map(
    plain,
  );
  if (criteria === undefined) return needsValue;
  const judge = context.judge(assertion);
  if (judge === undefined) return noGrader;
  return {
    spec: { rubric: { rubric: criteria.length === 1 ? (criteria[0] ?? "") : criteria, judge }, threshold },
    changed: "the judge is asked once for a degree; no steps are made up first",
  };
};

/** promptfoo passes every relation of the facts but a contradiction: `contradicts` is worth 0, `incomplete` 0.5. */
export const factuality: Carry = (assertion, context) => {
  const value = textIn(assertion.value);
  if (value === undefined) return needsValue;
  const judge = context.judge(assertion);
  return judge === undefined ? noGrader : { spec: { factuality: { value, judge }, threshold: 0.5 } };
};

export const goal: Carry = (assertion, context) => {
  const text = textIn(objectIn(assertion.value)?.["goal"] ?? assertion.value);
  if (text === undefined) return needsValue;
  const judge = context.judge(assertion);
  return judge === undefined ? noGrader : { spec: { goal: { goal: plain(text), judge } } };
};

export const similar: Carry = (assertion, context) => {
  const { value, threshold = 0.75 } = assertion;
  const all = textsIn(Array.isArray(value) ? value : textIn(value) === undefined ? undefined : [value ?? ""]);
  if (all === undefined) return needsValue;
  if (all.length > 1)
    return { lost: "it has several texts to compare with", todo: "keep the nearest, or make an example of each" };
  const model = context.embeddingModel(assertion);
  if (model === undefined)
    return {
      lost: "its embedding model has no counterpart",
      todo: "- similar: { model: openai/text-embedding-3-small, value: ... }",
    };
  return { spec: { similar: { model, value: all[0] ?? "" }, threshold } };
};

/** A graded judge without a value of its own. promptfoo's threshold is 0 by default, which passes everything. */
export function graded(scorer: string): Carry {
  return (assertion, context) => {
    const judge = context.judge(assertion);
    if (judge === undefined) return noGrader;
    const { threshold = 0 } = assertion;
    if (threshold > 0) return { spec: { [scorer]: { judge }, threshold } };
    return {
      spec: { [scorer]: { judge } },
      changed: "a threshold of 0 passes everything: it now gives a mean and no verdict",
    };
  };
}

function criterionIn(value: Json | undefined): string | undefined {
  const text = textIn(value);
  return text === undefined ? undefined : plain(text);
}

/** Braces of the text itself are not placeholders of the judge's prompt. */
function plain(text: string): string {
  return text.replaceAll("{{", "\\{{");
}
