import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";

/** A test with everything that applies to it put together, for one combination of its variables. */
export interface ExpandedTest {
  place: string;
  description: string | undefined;
  vars: JsonObject;
  assert: Json[];
  options: JsonObject;
  threshold: number | undefined;
  metadata: JsonObject;
  /** Everything else that stands in the test, by key. */
  rest: JsonObject;
  /** Which of the combinations of its variables, from 1; undefined when there is one only. */
  combination: number | undefined;
}

/** What a test may hold that is put together here; all other keys are passed on in `rest`. */
const own = new Set(["description", "vars", "assert", "options", "threshold", "metadata"]);

/** Puts the defaults under a test and multiplies it by its lists of texts, the first variable slowest. */
export function expandTest(
  place: string,
  layers: readonly JsonObject[],
  varsOf: (value: Json | undefined) => JsonObject,
): ExpandedTest[] {
  const objects = (key: string): JsonObject => merged(layers.map((layer) => layer[key]).filter(isJsonObject));
  const last = (key: string): Json | undefined => layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const vars = merged(layers.map((layer) => varsOf(layer["vars"])));
  const options = objects("options");
  const withoutDefaults = options["disableDefaultAsserts"] === true ? layers.slice(1) : layers;
  const assert = withoutDefaults.flatMap((layer) => listOf(layer["assert"]));
  const threshold = last("threshold");
  const description = layers.at(-1)?.["description"];
  const rest = merged(
    layers.map((layer) => Object.fromEntries(Object.entries(layer).filter(([key]) => !own.has(key)))),
  );
  const combinations = options["disableVarExpansion"] === true ? [vars] : combine(vars);
  return combinations.map((one, index) => ({
    place,
    description: typeof description === "string" ? description : undefined,
    vars: one,
    assert,
    options,
    threshold: typeof threshold === "number" ? threshold : undefined,
    metadata: objects("metadata"),
    rest,
    combination: combinations.length === 1 ? undefined : index + 1,
  }));
}

/** The product of all lists of texts among the variables. Lists of other things are values of their own. */
export function combine(vars: JsonObject): JsonObject[] {
  let all: JsonObject[] = [{}];
  for (const [name, value] of Object.entries(vars)) {
    const values = Array.isArray(value) && typeof value[0] === "string" ? value : [value];
    all = all.flatMap((known) => values.map((one) => ({ ...known, [name]: one })));
  }
  return all;
}

/** Later ones count. */
export function merged(objects: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
