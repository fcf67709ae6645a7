import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { Digest, Json } from "../digest/index.ts";
import { GoldloopError, InputError, InputErrors, messageOf, suggestion } from "../error/index.ts";
import { createBlocks } from "./replay-blocks.ts";

const count = z.number().min(0);
const usage = z.looseObject({
  inputTokens: count.optional(),
  outputTokens: count.optional(),
  cachedInputTokens: count.optional(),
  reasoningTokens: count.optional(),
});

/** One line of a replay file (design 4.2). */
const entrySchema = z.strictObject({
  id: z.string().min(1),
  trial: z.int().min(0).optional(),
  output: z.unknown(),
  latencyMs: count.nullish(),
  timeToFirstTokenMs: count.nullish(),
  usage: usage.nullish(),
  costUsd: count.nullish(),
  model: z.string().nullish(),
  error: z.union([z.string(), z.looseObject({ message: z.string(), code: z.string().optional() })]).nullish(),
  trace: z.looseObject({ spans: z.array(z.unknown()) }).nullish(),
  conversation: z.array(z.looseObject({ role: z.string() })).nullish(),
});
const entryKeys = Object.keys(entrySchema.shape);

/** One recorded output. */
export type ReplayEntry = Omit<z.output<typeof entrySchema>, "output" | "trial"> & { trial: number; output: Json };

/** A file of recorded outputs, indexed: outputs are read when they are asked for. */
export interface Replay {
  /** Absolute. */
  file: string;
  /** Of the file's bytes. */
  digest: Digest;
  /** Every example with an output. */
  ids: ReadonlySet<string>;
  /** One more than the highest trial. */
  trials: number;
  /** What the file holds, in its order; `line` counts from 1. */
  entries(): Iterable<{ id: string; trial: number; line: number }>;
  /** Throws a GoldloopError (`replay-missing`) when the file has no such entry. */
  get(id: string, trial: number): Promise<ReplayEntry>;
  close(): Promise<void>;
}

const chunkBytes = 1024 * 1024;
const mostErrors = 20;

/**
 * Reads and checks a replay file once, and keeps of each line where it stands.
 * Throws InputError with file and line: `no-replay`, `bad-line`, `unknown-key`, `repeated-output`, `empty-replay`.
 */
export async function openReplay(file: string): Promise<Replay> {
  const handle = await openFile(file);
  try {
    return await index(file, handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function index(file: string, handle: FileHandle): Promise<Replay> {
  const hash = createHash("sha256");
  const positions = new Map<string, number>();
  const found: { id: string; trial: number; line: number; offset: number; length: number }[] = [];
  const ids = new Set<string>();
  const errors: InputError[] = [];
  let trials = 0;

  const add = (text: string, line: number, offset: number, length: number): void => {
    const entry = checked(text, file, line);
    if (entry instanceof InputError) {
      errors.push(entry);
      return;
    }
    const { id, trial } = entry;
    const key = keyOf(id, trial);
    const earlier = positions.get(key);
    if (earlier !== undefined) {
      const where = `line ${found[earlier]?.line}`;
      errors.push(
        new InputError("repeated-output", `trial ${trial} of ${id} stands here a second time (first: ${where})`, {
          location: { file, line },
          hint: "keep one of the two",
        }),
      );
      return;
    }
    positions.set(key, found.length);
    found.push({ id, trial, line, offset, length });
    ids.add(id);
    trials = Math.max(trials, trial + 1);
  };

  for await (const { text, line, offset, length } of linesOf(handle, (chunk) => hash.update(chunk))) {
    if (text.trim() !== "") add(text, line, offset, length);
    if (errors.length >= mostErrors) break;
  }
  if (errors.length > 0) throw new InputErrors(errors);
  if (found.length === 0) {
    throw new InputError("empty-replay", `${file} has no outputs`, {
      location: { file },
      hint: '{"id":"...","output":"..."} on each line',
    });
  }
  const read = createBlocks(handle);
  return {
    file,
    digest: `sha256:${hash.digest("hex")}`,
    ids,
    trials,
    *entries() {
      for (const { id, trial, line } of found) yield { id, trial, line };
    },
    async get(id, trial) {
      const position = found[positions.get(keyOf(id, trial)) ?? -1];
      if (position === undefined) {
        throw new GoldloopError("replay-missing", `${file} has no output for trial ${trial} of ${id}`);
      }
      const text = (await read(position.offset, position.length)).toString("utf8");
      return { ...(JSON.parse(text) as ReplayEntry), trial };
    },
    close: () => handle.close(),
  };
}

function checked(text: string, file: string, line: number): InputError | { id: string; trial: number } {
  const location = { file, line };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return new InputError("bad-line", `no JSON: ${messageOf(cause)}`, {
      location,
      hint: "one JSON object on each line",
      cause,
    });
  }
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return { id: parsed.data.id, trial: parsed.data.trial ?? 0 };
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const within = issue.path.length === 0 ? "" : ` in ${issue.path.join(".")}`;
    return new InputError("unknown-key", `unknown key "${key}"${within}${suggestion(key, entryKeys)}`, {
      location,
      hint: `known: ${entryKeys.join(", ")}`,
    });
  }
  const place = issue?.path.join(".") ?? "";
  const problem = place === "output" ? "output is missing" : `${place || "the line"}: ${issue?.message}`;
  return new InputError("bad-line", problem, { location, hint: "id and output are required" });
}

/** Lines with their place in bytes; the bytes are handed on as they come. */
async function* linesOf(
  handle: FileHandle,
  onChunk: (chunk: Buffer) => void,
): AsyncGenerator<{ text: string; line: number; offset: number; length: number }> {
  let rest = Buffer.alloc(0);
  let restOffset = 0;
  let line = 1;
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    const chunk = buffer.subarray(0, bytesRead);
    onChunk(chunk);
    position += bytesRead;
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield { text: textOf(bytes, start, end, line), line: line++, offset: restOffset + start, length: end - start };
      start = end + 1;
    }
    rest = bytes.subarray(start);
    restOffset += start;
    if (bytesRead > 0) continue;
    if (rest.length > 0)
      yield { text: textOf(rest, 0, rest.length, line), line, offset: restOffset, length: rest.length };
    return;
  }
}

/** Without the byte order mark that some editors put before the first line. */
function textOf(bytes: Buffer, start: number, end: number, line: number): string {
  const text = bytes.toString("utf8", start, end);
  return line === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
}

function keyOf(id: string, trial: number): string {
  return `${trial} ${id}`;
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (cause) {
    throw new InputError("no-replay", `cannot read the outputs ${file}: ${messageOf(cause)}`, {
      location: { file },
      hint: "check the path",
      cause,
    });
  }
}
