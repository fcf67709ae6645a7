import type { Json } from "../../digest/index.ts";
import { messageOf } from "../../error/index.ts";

/** The JSON of an output: a text is parsed, anything else is taken as it is. `fault` says why a text is not JSON. */
export function parseOutput(output: Json): { value: Json } | { fault: string } {
  if (typeof output !== "string") return { value: output };
  try {
    return { value: JSON.parse(output) as Json };
  } catch (error) {
    return { fault: `not JSON: ${messageOf(error)}` };
  }
}
