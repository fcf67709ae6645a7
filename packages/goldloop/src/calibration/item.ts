import { z } from "zod";
import type { Digest, Json } from "../digest/index.ts";
import type { LabelValue } from "./scale.ts";

const json = z.json();
const label = z.union([z.number(), z.string().min(1), z.boolean()]);
const digest = z.templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)]);
const share = z.number().gt(0).max(1);

const frozen = {
  id: z.string().min(1),
  input: json,
  output: json.optional().describe("What is judged."),
  outputs: z.tuple([json, json]).optional().describe("Two outputs that are compared, in place of `output`."),
  expected: json.optional(),
  context: z.array(z.string()).optional(),
  metadata: z.record(z.string(), json).optional(),
};

/** One line of a canary: what a judge is asked, frozen. */
export const canaryItemSchema = z.strictObject(frozen);

/** One line of a calibration set: what was judged, and what people said of it. */
export const calibrationItemSchema = z.strictObject({
  ...frozen,
  labels: z.record(z.string().min(1), label).optional().describe("By person."),
  label: label.optional().describe("What is right, when it is not to follow from `labels`."),
  judge: z
    .union([label, z.null(), z.tuple([label, label])])
    .optional()
    .describe("A stored verdict; for two outputs also one in either order; null for none."),
  sampling: z.literal("random").optional().describe("Drawn at random from the outputs of `run`."),
  run: z.string().optional(),
  trial: z.int().min(0).optional(),
  outputDigest: digest.optional(),
  inclusion: share.optional().describe("The probability that it was drawn."),
  seed: z.int().optional(),
  place: z.int().min(0).optional().describe("Its place in the order of the draw, from 0."),
  note: z.string().optional(),
});

/** What a judge is asked about. */
export interface JudgedItem {
  id: string;
  input: Json;
  output?: Json | undefined;
  outputs?: [Json, Json] | undefined;
  expected?: Json | undefined;
  context?: string[] | undefined;
  metadata?: { [key: string]: Json } | undefined;
}

/** One item of a calibration set. */
export interface CalibrationItem extends JudgedItem {
  labels?: Record<string, LabelValue> | undefined;
  label?: LabelValue | undefined;
  judge?: LabelValue | null | [LabelValue, LabelValue] | undefined;
  sampling?: "random" | undefined;
  run?: string | undefined;
  trial?: number | undefined;
  outputDigest?: Digest | undefined;
  inclusion?: number | undefined;
  seed?: number | undefined;
  place?: number | undefined;
  note?: string | undefined;
}
