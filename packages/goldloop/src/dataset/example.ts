import { z } from "zod";
import type { Json } from "../digest/index.ts";

const json = z.json();

/** A scorer as written in files: its name, or `{ name: options }` with `as`, `not` and `threshold` beside the options. */
export const scorerSpecSchema = z.union([z.string(), z.record(z.string(), json)]);
export type ScorerSpec = string | { [key: string]: Json };

/** Where a promoted example came from (design 4.1 and 9). */
export const originSchema = z.strictObject({
  kind: z.enum(["trace", "import", "manual"]),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  promotedBy: z.string().optional(),
  promotedAt: z.string().optional(),
  incident: z.string().optional(),
  owner: z.string().optional(),
  deadline: z.string().optional(),
  source: z.string().optional(),
});
export type Origin = z.infer<typeof originSchema>;

/** A file beside the dataset that belongs to an example, pinned by content. */
export const attachmentSchema = z.strictObject({
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits"),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** One golden test (design 4.1). `id` and `input` are required, everything else may be absent. */
export const exampleSchema = z.strictObject({
  id: z.string().min(1),
  input: json,
  expected: json.optional(),
  tags: z.array(z.string()).optional(),
  split: z.string().optional(),
  metadata: z.record(z.string(), json).optional(),
  context: z.array(z.string()).optional(),
  scorers: z.array(scorerSpecSchema).optional(),
  attachments: z.array(attachmentSchema).optional(),
  origin: originSchema.optional(),
});

export interface Example {
  id: string;
  input: Json;
  expected?: Json;
  tags?: string[];
  split?: string;
  metadata?: { [key: string]: Json };
  /** Relevant documents: ids or texts. */
  context?: string[];
  scorers?: ScorerSpec[];
  attachments?: Attachment[];
  origin?: Origin;
}
