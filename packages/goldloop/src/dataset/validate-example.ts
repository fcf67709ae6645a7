import { findFaults, type PositionOf } from "../document/index.ts";
import { isJsonObject } from "../digest/index.ts";
import type { InputError } from "../error/index.ts";
import { type Example, exampleSchema } from "./example.ts";

/**
 * Whether a parsed JSON value is an example by a look at its kinds alone, at a tenth of the schema's cost.
 * Never says yes where the schema says no; says no to what needs a closer look (attachments, origin).
 */
export function isPlainExample(value: unknown): value is Example {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  let id = false;
  let input = false;
  for (const [key, part] of Object.entries(value)) {
    switch (key) {
      case "id":
        id = typeof part === "string" && part !== "";
        if (!id) return false;
        break;
      case "input":
        input = true;
        break;
      case "expected":
        break;
      case "split":
        if (typeof part !== "string") return false;
        break;
      case "metadata":
        if (!isJsonObject(part)) return false;
        break;
      case "tags":
      case "context":
        if (!isListOf(part, isString)) return false;
        break;
      case "scorers":
        if (!isListOf(part, isScorerSpec)) return false;
        break;
      default:
        return false;
    }
  }
  return id && input;
}

function isListOf(value: unknown, check: (element: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(check);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isScorerSpec(value: unknown): boolean {
  return isString(value) || isJsonObject(value);
}

/** Whether a parsed JSON value is an example, without saying what is wrong. */
export function isExample(value: unknown): value is Example {
  return isPlainExample(value) || exampleSchema.safeParse(value).success;
}

/** What is wrong with an example, at its place in the file; empty when nothing is. */
export function exampleFaults(value: unknown, file: string, positionOf: PositionOf): InputError[] {
  const id: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "id") : undefined;
  const where = typeof id === "string" && id !== "" ? `example ${JSON.stringify(id)}` : undefined;
  return findFaults(exampleSchema, value, { file, positionOf, where, root: "the example" });
}
