import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";

/** One assertion of a test, its templates filled in. */
export interface Assertion {
  /** Without `not-`. */
  type: string;
  not: boolean;
  value: Json | undefined;
  threshold: number | undefined;
  weight: number | undefined;
  metric: string | undefined;
  /** All other keys: `transform`, `provider`, `rubricPrompt`, `config`, ... */
  rest: JsonObject;
}

const own = new Set(["type", "value", "threshold", "weight", "metric"]);

/** Reads an assertion; undefined when it has no type. */
export function readAssertion(given: Json): Assertion | undefined {
  if (!isJsonObject(given)) return undefined;
  const { type, value, threshold, weight, metric } = given;
  if (typeof type !== "string" || type === "") return undefined;
  const not = type.startsWith("not-");
  return {
    type: not ? type.slice("not-".length) : type,
    not,
    value: value === null ? undefined : value,
    threshold: typeof threshold === "number" ? threshold : undefined,
    weight: typeof weight === "number" ? weight : undefined,
    metric: typeof metric === "string" && metric !== "" ? metric : undefined,
    rest: Object.fromEntries(Object.entries(given).filter(([key]) => !own.has(key))),
  };
}

/** The type as it is written: `not-contains`. */
export function writtenType({ type, not }: { type: string; not: boolean }): string {
  return not ? `not-${type}` : type;
}
