import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { digestOfJson } from "../digest/index.ts";
import { storedAnswerSchema } from "./stored-answer.ts";
import type { StoredAnswer } from "./stored-answer.ts";

/** Answers by the content of the request. */
export interface ModelCache {
  /** Undefined when absent, or damaged in any way: the model is then asked again. */
  find(key: string): Promise<StoredAnswer | undefined>;
  /** Keeps an answer. A cache that cannot be written is no failure of the run. */
  add(key: string, answer: StoredAnswer): Promise<void>;
}

const entrySchema = z.strictObject({ key: z.string(), check: z.string(), answer: storedAnswerSchema });

/**
 * A cache in a folder: `ab/cd/<rest of the digest>.json`. An entry carries its key and the digest of its answer, so that
 * a truncated, exchanged or edited one is told from a good one. Written to a temporary name first: readers see an
 * entry whole or not at all.
 */
export function openCache(dir: string): ModelCache {
  const fileOf = (key: string): string => {
    const hex = key.slice("sha256:".length);
    return join(dir, hex.slice(0, 2), hex.slice(2, 4), `${hex.slice(4)}.json`);
  };
  return {
    find: async (key) => {
      try {
        const entry = entrySchema.parse(JSON.parse(await readFile(fileOf(key), "utf8")));
        return entry.key === key && entry.check === digestOfJson(entry.answer) ? entry.answer : undefined;
      } catch {
        return undefined;
      }
    },
    add: async (key, answer) => {
      const file = fileOf(key);
      const temporary = `${file}.${randomUUID()}.tmp`;
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(temporary, JSON.stringify({ key, check: digestOfJson(answer), answer }));
        await rename(temporary, file);
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}
