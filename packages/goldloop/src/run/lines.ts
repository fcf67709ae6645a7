import { createReadStream } from "node:fs";

/**
 * The lines of a file as bytes with their byte offset, without the line feed. A last line without a line feed is torn
 * (the process was killed while it wrote) and is left out.
 */
export async function* completeLines(file: string): AsyncGenerator<{ line: Buffer; end: number }> {
  let rest: Buffer[] = [];
  let end = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(10, from);
      if (at < 0) break;
      const piece = chunk.subarray(from, at);
      const line = rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      end += line.length + 1;
      from = at + 1;
      yield { line, end };
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)));
  }
}
