import { z } from "zod";
import type { Json } from "../digest/index.ts";
import type { TargetResult } from "./definition.ts";
import { parsePath, valueAt } from "./path.ts";
import { readUsage } from "./read-usage.ts";

const path = z
  .string()
  .refine((text) => parsePath(text) !== undefined, "expected a path such as choices[0].message.content");
const format = z.enum(["sse", "ndjson", "text"]);

/** Options of the http target. */
export const httpOptions = z.strictObject({
  url: z.string().min(1).describe("May hold ${VARIABLES}, and {{input}} placeholders, which are URL-encoded."),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, "expected a method such as POST")
    .optional()
    .describe("Default POST."),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe("May hold ${VARIABLES}, whose values are never recorded."),
  body: z
    .json()
    .optional()
    .describe('A template with {{input}}, {{input.path}}, {{id}}, {{trial}}. Default { "input": "{{input}}" }.'),
  output: path.optional().describe("Where the output stands in the response. Default: all of it, JSON or text."),
  usage: path.optional().describe("Where the token counts stand."),
  cost: path.optional().describe("Where the cost stands, USD."),
  model: path.optional().describe("Where the model's name stands."),
  stream: z
    .union([
      format,
      z.strictObject({ format, delta: path.optional().describe("Where the text of each event stands.") }),
    ])
    .optional()
    .describe("The response is a stream: its pieces are joined and the first one is timed."),
});
export type HttpOptions = z.output<typeof httpOptions>;

/** What a response, or one event of a stream, says beside the output. */
export function readMeasures(value: Json, options: HttpOptions): Pick<TargetResult, "usage" | "costUsd" | "model"> {
  const at = (text: string | undefined) => (text === undefined ? undefined : valueAt(value, parsePath(text) ?? []));
  const usage = readUsage(at(options.usage));
  const cost = at(options.cost);
  const model = at(options.model);
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(typeof cost === "number" && cost >= 0 ? { costUsd: cost } : {}),
    ...(typeof model === "string" ? { model } : {}),
  };
}
