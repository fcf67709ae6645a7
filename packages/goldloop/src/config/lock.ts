import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { stringify } from "yaml";
import { parseYamlText, validate } from "../document/index.ts";
import type { SuitePins } from "./pins.ts";

/** The lock's name in the project's folder. */
export const lockFileName = "goldloop.lock";

const digest = z.templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)]);
const json = z.json();
const share = z.number().min(0).max(1);
const calibrationSchema = z.strictObject({
  n: z.int(),
  kappa: z.number(),
  kappaInterval: z.tuple([z.number(), z.number()]),
  accuracy: share,
  sensitivity: share.nullable(),
  specificity: share.nullable(),
  threshold: share.optional(),
  model: z.string(),
  parametersDigest: digest,
  promptDigest: digest,
  calibrationDigest: digest,
  canary: z.strictObject({ n: z.int(), flips: z.int(), flipRate: share, digest, verdictsDigest: digest }).optional(),
});
const suitePinsSchema = z.strictObject({
  dataset: z.strictObject({ file: z.string(), digest, count: z.int() }),
  settings: z.record(z.string(), json).optional(),
  scorers: z.record(
    z.string(),
    z.strictObject({
      scorer: z.string(),
      digest,
      deterministic: z.boolean(),
      options: json.optional(),
      not: z.boolean().optional(),
      threshold: z.number().optional(),
      files: z.record(z.string(), digest).optional(),
    }),
  ),
  exampleScorers: z.record(z.string(), digest).optional(),
  judges: z
    .record(
      z.string(),
      z.strictObject({
        model: z.string(),
        parameters: z.record(z.string(), json),
        promptDigest: digest,
        allowFloating: z.string().optional(),
        calibrationDigest: digest.optional(),
        canaryDigest: digest.optional(),
        calibrated: calibrationSchema.optional(),
      }),
    )
    .optional(),
  embeddings: z.array(z.string()).optional(),
  prices: digest,
});

/** goldloop.lock (design 4.3). */
export const lockSchema = z.strictObject({ version: z.literal(1), suites: z.record(z.string(), suitePinsSchema) });

/** The lock's content. */
export interface Lock {
  version: 1;
  suites: Record<string, SuitePins>;
}

/** Reads the lock of a project; undefined when there is none. Throws InputErrors for a broken one. */
export async function readLock(directory: string): Promise<Lock | undefined> {
  const file = join(directory, lockFileName);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { value, positionOf } = parseYamlText(text, file);
  return validate(lockSchema, value, { file, positionOf });
}

/** The lock as text: stable order, one leaf a line, so that its diff can be reviewed. */
export function formatLock(lock: Lock): string {
  const head = "# What exactly is evaluated. Written by `goldloop lock`; review its diff like code.\n";
  return head + stringify(lock, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

/** Writes the lock in one step; a reader never sees half of it. */
export async function writeLock(directory: string, lock: Lock): Promise<string> {
  const file = join(directory, lockFileName);
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, formatLock(lock));
  await rename(temporary, file);
  return file;
}
