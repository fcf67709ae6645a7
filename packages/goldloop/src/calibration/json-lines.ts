import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { decodeUtf8, findFaults, parseJsonText, validate, type FaultList, type PositionOf } from "../document/index.ts";
import { InputError, type Location } from "../error/index.ts";

/** One line of a JSONL file. */
export interface JsonLine<T> {
  value: T;
  line: number;
  /** Where a part of it stands. */
  at: (path: readonly (string | number)[]) => Location;
}

/**
 * Reads JSONL by a schema; blank lines are allowed. Throws InputError `no-file`, and InputErrors with the first 20 faults at
 * file:line:column.
 */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>, faults: FaultList): Promise<JsonLine<T>[]> {
  const lines: JsonLine<T>[] = [];
  for (const { text, line } of await textLines(file)) {
    const parsed = faults.collect(() => parseJsonText(text, file, { firstLine: line }));
    if (parsed === undefined) continue;
    const { value, positionOf } = parsed;
    const found = faults.full ? [] : findFaults(schema, value, { file, positionOf, root: "the line" });
    if (found.length > 0) faults.add(...found);
    else if (faults.full) faults.count();
    else lines.push({ value: validate(schema, value, { file, positionOf }), line, at: placeIn(file, positionOf) });
  }
  return lines;
}

function placeIn(file: string, positionOf: PositionOf): JsonLine<unknown>["at"] {
  return (path) => ({ file, ...positionOf(path) });
}

async function textLines(file: string): Promise<{ text: string; line: number }[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new InputError("no-file", `there is no file ${file}`, {
      location: { file },
      cause,
      hint: "correct the path",
    });
  }
  return decodeUtf8(bytes, file)
    .split("\n")
    .map((text, index) => ({ text: text.replace(/\r$/, ""), line: index + 1 }))
    .filter(({ text }) => text.trim() !== "");
}
