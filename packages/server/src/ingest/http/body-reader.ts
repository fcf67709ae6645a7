import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { RequestError } from "../../api/problem.ts";
import { Overloaded } from "../ingest.ts";

/** A request's body as it arrives; `incoming` is Node's own, quicker than the web stream over it. */
export interface BodySource {
  incoming: IncomingMessage | undefined;
  request: Request;
}

/** Reads bodies within limits that hold for each and for all together. */
export interface BodyReader {
  /**
   * The body, decompressed. Throws RequestError 400 (broken, or too slow), 413 (too large, before or after decompression), 415
   * (unknown compression), and Overloaded when the bodies that are being read hold too much.
   */
  read(source: BodySource): Promise<Uint8Array>;
  /** Bytes that are held at the moment by bodies that are not complete. */
  readonly heldBytes: number;
}

export interface BodyLimits {
  /** Of one body, compressed and decompressed alike. */
  maxBodyBytes: number;
  /** Of all bodies that are being read. */
  maxHeldBytes: number;
  /** Longest silence in the middle of a body, and longest time for a whole one, ms. */
  idleMs?: number;
  totalMs?: number;
}

type Decompress = (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const decompressors: Record<string, Decompress> = {
  gzip: promisify(zlib.gunzip),
  "x-gzip": promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  br: promisify(zlib.brotliDecompress),
  zstd: promisify(zlib.zstdDecompress),
};
/** Each may hold a whole decompressed body before it is counted. */
const decompressedAtOnce = 2;

/** Makes a reader; its limits are shared by all that read with it. */
export function createBodyReader(limits: BodyLimits): BodyReader {
  const { maxBodyBytes, maxHeldBytes, idleMs = 15_000, totalMs = 120_000 } = limits;
  const turns = turnstile(decompressedAtOnce);
  let held = 0;

  const tooLarge = (): RequestError =>
    new RequestError(
      413,
      "body-too-large",
      `the body is larger than ${maxBodyBytes} bytes`,
      "send fewer spans at once",
    );

  /** Counts what has arrived; throws when it is too much. */
  const hold = (soFar: number, more: number): void => {
    if (soFar + more > maxBodyBytes) throw tooLarge();
    if (held + more > maxHeldBytes) throw new Overloaded(1_000);
    held += more;
  };

  const fromNode = (incoming: IncomingMessage): Promise<Buffer> =>
    new Promise((done, fail) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const slow = (): void => end(new RequestError(400, "body-too-slow", "the body did not arrive in time"));
      const total = setTimeout(slow, totalMs);
      let idle = setTimeout(slow, idleMs);
      const onData = (chunk: Buffer): void => {
        try {
          hold(size, chunk.length);
        } catch (error) {
          end(error as Error);
          return;
        }
        size += chunk.length;
        chunks.push(chunk);
        idle.refresh();
      };
      const onEnd = (): void => end();
      const onClose = (): void => end(new RequestError(400, "body-cut-off", "the body ended before it was complete"));
      const end = (error?: Error): void => {
        clearTimeout(total);
        clearTimeout(idle);
        incoming.off("data", onData).off("end", onEnd).off("error", onClose).off("close", onClose);
        held -= size;
        if (error === undefined) done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
        else {
          // who was refused may still be sending: the adapter reads on for a moment and then hangs up
          incoming.pause();
          fail(error);
        }
      };
      incoming.on("data", onData).on("end", onEnd).on("error", onClose).on("close", onClose);
      if (incoming.destroyed && !incoming.readableEnded) onClose();
    });

  const fromWeb = async (request: Request): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of request.body ?? []) {
        hold(size, chunk.length);
        size += chunk.length;
        chunks.push(chunk);
      }
      return Buffer.concat(chunks, size);
    } finally {
      held -= size;
    }
  };

  const decompressed = async (body: Buffer, encoding: string): Promise<Uint8Array> => {
    const decompress = Object.hasOwn(decompressors, encoding) ? decompressors[encoding] : undefined;
    if (decompress === undefined) throw unknownEncoding();
    const leave = await turns();
    try {
      return await decompress(body, { maxOutputLength: maxBodyBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
      throw new RequestError(400, "bad-compression", `the body is not ${encoding}`);
    } finally {
      leave();
    }
  };

  return {
    async read({ incoming, request }) {
      const header = (name: string): string | undefined =>
        incoming === undefined
          ? (request.headers.get(name) ?? undefined)
          : (incoming.headers[name] as string | undefined);
      if (Number(header("content-length") ?? 0) > maxBodyBytes) throw tooLarge();
      const encoding = (header("content-encoding") ?? "identity").trim().toLowerCase();
      const plain = encoding === "identity" || encoding === "none" || encoding === "";
      if (!plain && !Object.hasOwn(decompressors, encoding)) throw unknownEncoding();
      const body = incoming === undefined ? await fromWeb(request) : await fromNode(incoming);
      return plain ? body : decompressed(body, encoding);
    },
    get heldBytes() {
      return held;
    },
  };
}

function unknownEncoding(): RequestError {
  const known = Object.keys(decompressors).join(", ");
  return new RequestError(
    415,
    "unknown-compression",
    "the body is compressed in an unknown way",
    `content-encoding: ${known}`,
  );
}

/** Lets so many in at a time; returns how to leave. */
function turnstile(places: number): () => Promise<() => void> {
  let free = places;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => queue.push(enter));
    return leave;
  };
}
