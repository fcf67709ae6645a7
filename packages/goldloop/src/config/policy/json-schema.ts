import { z } from "zod";
import { policySchema } from "./schema.ts";

/** The JSON Schema of goldloop.policy.yaml, for editors. Looser than the load in one point: comparisons are any text. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policySchema, { io: "input", unrepresentable: "any", target: "draft-7" });
  return { ...schema, title: "Goldloop policy" };
}
