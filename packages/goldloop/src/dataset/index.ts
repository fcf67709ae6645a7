export { attachmentSchema, exampleSchema, originSchema, scorerSpecSchema } from "./example.ts";
export type { Attachment, Example, Origin, ScorerSpec } from "./example.ts";
