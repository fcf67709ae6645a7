import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../digest/index.ts";
import { GoldloopError, IncompleteError, InputError, messageOf } from "../error/index.ts";
import { storedAnswerSchema } from "./stored-answer.ts";
import type { CallIdentity, StoredAnswer } from "./stored-answer.ts";

/**
 * `off`: no cassette. `replay`: only what was recorded; anything else is an error. `auto`: what was recorded, live
 * otherwise, and then recorded. `record`: everything anew, replacing what was recorded before.
 */
export type CassetteMode = "off" | "record" | "replay" | "auto";

export interface CassetteOptions {
  dir: string;
  /** The file's name without `.jsonl`; `/` makes folders. */
  name: string;
  mode: CassetteMode;
}

/** Recorded model calls of one file. */
export interface Cassette {
  /** The recorded answer. In `record` mode only what this process recorded itself. In `replay` mode a miss throws. */
  find(key: string, identity: CallIdentity): Promise<StoredAnswer | undefined>;
  /** Whether answers are to be added. */
  readonly records: boolean;
  /** Appends one line in one write; lines of concurrent calls never mix. */
  add(key: string, identity: CallIdentity, answer: StoredAnswer): Promise<void>;
  /** Brings a changed file into stable order: by key, one line each. */
  close(): Promise<void>;
}

const lineSchema = z.strictObject({
  key: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** For people who review the file; the key alone decides. */
  request: z.record(z.string(), z.unknown()),
  answer: storedAnswerSchema,
});
type Line = z.infer<typeof lineSchema>;

/**
 * A cassette file (JSONL). It holds requests and answers, never addresses, headers or keys. A last line that a kill
 * tore is ignored and overwritten; any other broken line is an InputError with its place. One process at a time may
 * record into a file.
 */
export function openCassette({ dir, name, mode }: CassetteOptions): Cassette {
  if (!/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/.test(name) || name.split("/").includes("..")) {
    throw new InputError("invalid-cassette-name", `"${name}" cannot name a cassette`);
  }
  const file = join(dir, `${name}.jsonl`);
  const records = mode === "auto" || mode === "record";
  const recorded = new Map<string, StoredAnswer>();
  let loaded: Promise<void> | undefined;
  let mended: Promise<void> | undefined;
  let written = Promise.resolve();
  let changed = false;

  const load = async (): Promise<void> => {
    if (mode === "record") return;
    for (const line of await readLines(file)) recorded.set(line.key, line.answer);
  };
  const append = async (text: string): Promise<void> => {
    try {
      await (mended ??= mendTail(file));
      await appendFile(file, text);
    } catch (error) {
      throw new IncompleteError("cassette-not-written", `cannot write ${file}: ${messageOf(error)}`, { cause: error });
    }
  };

  return {
    records,
    find: async (key, identity) => {
      if (mode === "off") return undefined;
      await (loaded ??= load());
      const answer = recorded.get(key);
      if (answer !== undefined || mode !== "replay") return answer;
      throw new GoldloopError("not-on-cassette", `this call of ${identity.model} is not on ${file}`, {
        hint: "GOLDLOOP_CASSETTES=auto goldloop run   with the model's key set: what is missing is recorded",
      });
    },
    add: async (key, identity, answer) => {
      recorded.set(key, answer);
      changed = true;
      const text = `${lineOf({ key, request: identity, answer })}\n`;
      const before = written;
      const mine = before.then(() => append(text));
      written = mine.catch(() => undefined);
      await mine;
    },
    close: async () => {
      await written;
      if (!changed) return;
      changed = false;
      const latest = new Map((await readLines(file)).map((line) => [line.key, line]));
      const sorted = [...latest.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
      await replace(file, sorted.map((line) => `${lineOf(line)}\n`).join(""));
    },
  };
}

/** The same content always gives the same bytes, so that re-recording shows in a diff only what changed. */
function lineOf({ key, request, answer }: Line): string {
  return `{"key":${JSON.stringify(key)},"request":${canonicalJson(request)},"answer":${canonicalJson(answer)}}`;
}

async function readLines(file: string): Promise<Line[]> {
  const text = await readText(file);
  const rows = text.split("\n");
  const last = rows.pop() ?? "";
  const lines = rows.flatMap((row, index) => (row.trim() === "" ? [] : [parseLine(row, file, index + 1)]));
  // Without its line feed the last line was being written when the process ended: whole or not at all.
  const tail = last === "" ? undefined : tryParse(last);
  return tail === undefined ? lines : [...lines, tail];
}

function parseLine(row: string, file: string, line: number): Line {
  try {
    return lineSchema.parse(JSON.parse(row));
  } catch (error) {
    throw new InputError("invalid-cassette", "not a line of a cassette", {
      location: { file, line },
      hint: `remove the line, or the file, and record again`,
      cause: error,
    });
  }
}

function tryParse(row: string): Line | undefined {
  try {
    return lineSchema.parse(JSON.parse(row));
  } catch {
    return undefined;
  }
}

/** Makes the file end in a line feed, so that the next line starts on its own. */
async function mendTail(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const text = await readText(file);
  const tail = text.slice(text.lastIndexOf("\n") + 1);
  if (tail === "") return;
  if (tryParse(tail) === undefined) await truncate(file, Buffer.byteLength(text) - Buffer.byteLength(tail));
  else await appendFile(file, "\n");
}

async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw new GoldloopError("unreadable-cassette", `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}
