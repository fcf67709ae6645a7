import { createReadStream } from "node:fs";

const lineFeed = 10;

/** Some lines of a file, read together. */
export interface LineBatch {
  /** Without their line feeds. */
  lines: string[];
  /** Byte offset behind the last of them. */
  end: number;
}

/**
 * The lines of a UTF-8 file in batches. A last line without a line feed is torn (the process was killed while it
 * wrote) and is left out. In batches, since a promise for each line costs more than the line.
 */
export async function* completeLines(file: string): AsyncGenerator<LineBatch> {
  let rest: Buffer[] = [];
  let end = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const last = chunk.lastIndexOf(lineFeed);
    if (last < 0) {
      rest.push(chunk);
      continue;
    }
    const whole = rest.length === 0 ? chunk.subarray(0, last) : Buffer.concat([...rest, chunk.subarray(0, last)]);
    end += whole.length + 1;
    rest = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : [];
    yield { lines: whole.toString("utf8").split("\n"), end };
  }
}
