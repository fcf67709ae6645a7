import type { Json, JsonObject } from "../../digest/index.ts";
import type { Assertion } from "./assertion.ts";
import type { GeneratedScorer } from "./generated-module.ts";
import { boundsIn, isPattern, numberIn, objectIn, textIn, textsIn } from "./values.ts";

/** What a mapping may ask for beside the assertion. */
export interface MappingContext {
  /** A scorer of the generated module: `{ code: { module, export, options } }`. */
  generated(name: GeneratedScorer, options: JsonObject): JsonObject;
  /** The scorer for an assertion that is a script, or why there is none. */
  script(language: "javascript" | "python", assertion: Assertion): Carried;
  /** The name of the judge that stands for the assertion's grader; undefined when that has no counterpart. */
  judge(assertion: Assertion): string | undefined;
  /** The embedding model, `provider/model`; undefined when the assertion's has no counterpart. */
  embeddingModel(assertion: Assertion): string | undefined;
  /** The JSON Schema that an assertion holds or names. */
  schema(assertion: Assertion): JsonObject | undefined;
}

/** What an assertion becomes. A spec's `threshold` means "at least", as in promptfoo. */
export type Carried =
  | {
      spec: JsonObject;
      /** What it means otherwise than before. */
      changed?: string;
      /** The spec takes care of `not-` itself. */
      negated?: true;
    }
  | { lost: string; todo?: string };

/** Makes a scorer of an assertion. */
export type Carry = (assertion: Assertion, context: MappingContext) => Carried;

const needsValue: Carried = { lost: "it has no value", todo: "give it a value" };

function spec(scorer: string, options: Json, threshold?: number): { spec: JsonObject } {
  return { spec: { [scorer]: options, ...(threshold === undefined ? {} : { threshold }) } };
}

/** A scorer of one text. */
export function oneText(scorer: string): Carry {
  return ({ value }) => {
    const text = textIn(value);
    return text === undefined ? needsValue : spec(scorer, text);
  };
}

/** A scorer of texts; one text is one element, or a list divided by commas. */
export function texts(scorer: string, from: "one" | "list", more: JsonObject = {}): Carry {
  return ({ value }) => {
    const text = textIn(value);
    const values = from === "list" ? textsIn(value) : text;
    if (values === undefined) return needsValue;
    return spec(scorer, Object.keys(more).length === 0 ? values : { values, ...more });
  };
}

/** A scorer graded against reference texts, with promptfoo's default threshold. */
export function similarity(scorer: string, options: JsonObject, least: number, list: boolean, changed: string): Carry {
  return ({ value, threshold = least }) => {
    const all = textsIn(Array.isArray(value) ? value : textIn(value) === undefined ? undefined : [value ?? ""]);
    if (all === undefined) return needsValue;
    if (all.length > 1 && !list) return { lost: "it has several texts to compare with", todo: "keep one" };
    return { ...spec(scorer, { ...options, value: list ? all : (all[0] ?? "") }, threshold), changed };
  };
}

export const equals: Carry = ({ value }) => {
  if (value === undefined) return needsValue;
  return spec("equals", typeof value === "object" ? { value } : String(value));
};

export const regex: Carry = ({ value }) => {
  const pattern = textIn(value);
  if (pattern === undefined) return needsValue;
  return isRegExp(pattern)
    ? spec("regex", pattern)
    : { lost: `/${pattern}/ is not a JavaScript pattern`, todo: "correct the pattern" };
};

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

export const isJson: Carry = (assertion, context) => {
  if (assertion.value === undefined || assertion.value === "") return spec("isJson", true);
  const schema = context.schema(assertion);
  return schema === undefined ? { lost: "its value is no JSON Schema" } : spec("isJson", { schema });
};

export const containsJson: Carry = ({ value }, context) => {
  if (value === undefined || value === "") return { spec: context.generated("containsJson", {}) };
  return { lost: "no scorer checks a schema on a part of the output" };
};

export const editDistance: Carry = ({ value, threshold = 5 }, context) => {
  const text = textIn(value);
  return text === undefined ? needsValue : { spec: context.generated("editDistance", { value: text, max: threshold }) };
};

export const wordCount: Carry = ({ value }) => {
  const exact = numberIn(value);
  if (exact !== undefined) return spec("wordCount", exact);
  const bounds = boundsIn(objectIn(value) ?? {});
  return Object.keys(bounds).length === 0 ? needsValue : spec("wordCount", bounds);
};

/** A budget whose limit is the assertion's threshold. */
export function limit(scorer: string): Carry {
  return ({ threshold }) => {
    if (threshold === undefined || threshold <= 0)
      return { lost: "it has no threshold", todo: `- ${scorer}: ...   with the limit` };
    return spec(scorer, threshold);
  };
}

export const webhook: Carry = ({ value, threshold }, context) => {
  const url = textIn(value);
  if (url === undefined) return needsValue;
  return { spec: context.generated("webhook", { url, ...(threshold === undefined ? {} : { threshold }) }) };
};

export const toolCallF1: Carry = ({ value, threshold = 1, not }) => {
  const calls = textsIn(value);
  if (calls === undefined) return needsValue;
  if (threshold < 1 || not) return { lost: "no scorer gives a share of the right tools" };
  return { ...spec("toolCalls", { calls, order: "any", match: "names" }), changed: "a tool called twice counts twice" };
};

export const toolUsed: Carry = ({ value, not }) => {
  const given = objectIn(value);
  const names = textsIn(given === undefined ? (typeof value === "string" ? [value] : value) : [given["name"] ?? ""]);
  if (names === undefined || given?.["pattern"] !== undefined || names.some(isPattern))
    return { lost: "its tools are not plain names" };
  const { min = 1, max } = given ?? {};
  const never = given !== undefined && min === 0 && max === 0;
  if (!never && (min !== 1 || max !== undefined)) return { lost: "calls of one tool cannot be counted" };
  const options: JsonObject = never === not ? { required: names, order: false } : { forbidden: names };
  return { ...spec("trajectory", options), negated: true };
};

export const toolSequence: Carry = ({ value }) => {
  const list = Array.isArray(value) ? value : objectIn(value)?.["steps"];
  const steps = Array.isArray(list) ? textsIn(list.map(nameOf)) : undefined;
  if (steps === undefined || steps.some(isPattern)) return { lost: "its steps are not plain names of tools" };
  if (objectIn(value)?.["mode"] === "exact") return spec("toolCalls", { calls: steps, order: "exact", match: "names" });
  return spec("trajectory", steps);
};

/** Steps are names, or objects with a `name`; a `pattern` is kept, to be told from a name. */
function nameOf(step: Json): string {
  const given = objectIn(step);
  return textIn(given === undefined ? step : (given["pattern"] ?? given["name"])) ?? "";
}

export const toolArguments: Carry = ({ value }) => {
  const given = objectIn(value) ?? {};
  const { name, pattern, mode, defaults, ignore } = given;
  const wanted = given["args"] ?? given["arguments"];
  if (pattern !== undefined || (typeof name === "string" && isPattern(name))) return { lost: "its tool is a pattern" };
  if (typeof name !== "string" || wanted === undefined) return needsValue;
  if (defaults !== undefined || ignore !== undefined) return { lost: "arguments cannot be ignored one by one" };
  const match = mode === "exact" ? "exact" : "subset";
  return spec("toolCalls", { calls: [{ name, arguments: wanted }], order: "contains", match });
};

export const stepCount: Carry = ({ value }) => {
  const given = objectIn(value) ?? {};
  const { type, pattern, name } = given;
  if (pattern !== undefined || name !== undefined) return { lost: "steps cannot be counted by name" };
  if (type !== undefined && type !== "tool" && type !== "span")
    return { lost: `steps of type ${textIn(type)} are not told apart` };
  const bounds = boundsIn(given, "minSteps", "maxSteps");
  if (Object.keys(bounds).length === 0) return needsValue;
  const carried = spec("trajectory", { ...bounds, steps: type === "tool" ? "tools" : "spans" });
  return type === undefined ? { ...carried, changed: "every span of the trace counts as a step" } : carried;
};

export const spanCount: Carry = ({ value }, context) => {
  const given = objectIn(value) ?? {};
  if (typeof given["pattern"] !== "string") return needsValue;
  return { spec: context.generated("traceSpanCount", { pattern: given["pattern"], ...boundsIn(given) }) };
};

export const spanDuration: Carry = ({ value }, context) => {
  const { pattern = "*", max, percentile } = objectIn(value) ?? {};
  if (typeof max !== "number" || typeof pattern !== "string") return needsValue;
  return {
    spec: context.generated("traceSpanDuration", {
      pattern,
      max,
      ...(typeof percentile === "number" ? { percentile } : {}),
    }),
  };
};

export const errorSpans: Carry = ({ value }, context) => {
  const given = objectIn(value) ?? {};
  const count = numberIn(value) ?? given["max_count"];
  const options: JsonObject = { pattern: typeof given["pattern"] === "string" ? given["pattern"] : "*" };
  if (typeof count === "number") options["maxCount"] = count;
  if (typeof given["max_percentage"] === "number") options["maxPercentage"] = given["max_percentage"];
  const changed = "a span counts as an error when its status is error; its attributes are not searched";
  return { spec: context.generated("traceErrorSpans", options), changed };
};
