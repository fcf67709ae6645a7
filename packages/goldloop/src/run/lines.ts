import { createReadStream, existsSync } from "node:fs";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { InputError } from "../error/index.ts";
import { piecesOf } from "./pieces.ts";

const lineFeed = 10;

/** Some lines of a file, read together. */
export interface LineBatch {
  /** Without their line feeds. */
  lines: string[];
  /** Byte offset behind the last of them. */
  end: number;
}

/** The name of a file's gzipped twin, which stands in for it in approved baselines. */
export function zipped(file: string): string {
  return `${file}.gz`;
}

/** Whether a file of lines is there, plain or gzipped. */
export function hasLines(file: string): boolean {
  return existsSync(file) || existsSync(zipped(file));
}

/** The bytes of a file, or of its gzipped twin where only that is there. Throws InputError `broken-file` for a damaged one. */
async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  if (existsSync(file) || !existsSync(zipped(file))) {
    yield* piecesOf(file);
    return;
  }
  const packed = createReadStream(zipped(file));
  const plain = createGunzip();
  packed.on("error", (error) => plain.destroy(error));
  try {
    yield* packed.pipe(plain) as AsyncIterable<Buffer>;
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && String(cause.code).startsWith("Z_"))) throw cause;
    const name = basename(zipped(file));
    throw new InputError("broken-file", `${name} is damaged`, { cause, location: { file: zipped(file) } });
  } finally {
    packed.destroy();
  }
}

/**
 * The lines of a UTF-8 file in batches. A last line without a line feed is torn (the process was killed while it
 * wrote) and is left out. In batches, since a promise for each line costs more than the line.
 */
export async function* completeLines(file: string): AsyncGenerator<LineBatch> {
  let rest: Buffer[] = [];
  let end = 0;
  for await (const chunk of bytesOf(file)) {
    const last = chunk.lastIndexOf(lineFeed);
    if (last < 0) {
      rest.push(Buffer.from(chunk));
      continue;
    }
    const whole = rest.length === 0 ? chunk.subarray(0, last) : Buffer.concat([...rest, chunk.subarray(0, last)]);
    end += whole.length + 1;
    rest = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : [];
    yield { lines: whole.toString("utf8").split("\n"), end };
  }
}
