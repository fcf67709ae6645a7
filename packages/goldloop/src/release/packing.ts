import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Digest } from "../digest/index.ts";

/** Where a gzip header names the operating system, and what says that it is not known (RFC 1952, 2.3.1). */
const systemAt = 9;
const unknownSystem = 255;

/** The bytes of a file, or of its gzipped twin where only that is there. Iterating throws what reading throws. */
export function openLines(file: string): AsyncIterable<Buffer> {
  const packed = `${file}.gz`;
  if (existsSync(file) || !existsSync(packed)) return createReadStream(file);
  return createReadStream(packed).compose(createGunzip()) as AsyncIterable<Buffer>;
}

/**
 * Writes the bytes of a file (or its gzipped twin) gzipped, without time or system, so that the same bytes give the same
 * file. Returns the digest of what was packed. Throws what reading and writing throw.
 */
export async function pack(from: string, to: string): Promise<Digest> {
  const hash = createHash("sha256");
  await pipeline(
    openLines(from),
    async function* (parts: AsyncIterable<Buffer>) {
      for await (const part of parts) {
        hash.update(part);
        yield part;
      }
    },
    createGzip({ level: 9 }),
    withoutSystem,
    createWriteStream(to, { flush: true }),
  );
  return `sha256:${hash.digest("hex")}`;
}

async function* withoutSystem(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let offset = 0;
  for await (const part of parts) {
    if (offset <= systemAt && systemAt < offset + part.length) part[systemAt - offset] = unknownSystem;
    offset += part.length;
    yield part;
  }
}
