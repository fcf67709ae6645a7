import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/**
 * The lines, counted from 1, on which examples stand in a JSONL dataset. Ids that are not found, other formats and files that
 * cannot be read have none: an annotation without a line is better than none.
 */
export async function findLines(
  directory: string | undefined,
  file: string,
  ids: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  if (directory === undefined || !file.endsWith(".jsonl") || ids.size === 0) return found;
  const stream = createReadStream(resolve(directory, file));
  try {
    let number = 0;
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const id = idOf(line);
      if (id !== undefined && ids.has(id)) found.set(id, number);
      if (found.size === ids.size) break;
    }
  } catch {
    return found;
  } finally {
    stream.destroy();
  }
  return found;
}

function idOf(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string"
      ? value.id
      : undefined;
  } catch {
    return undefined;
  }
}
