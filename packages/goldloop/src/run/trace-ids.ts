import { randomFillSync } from "node:crypto";

const bytesEach = 24;
const pool = Buffer.alloc(bytesEach * 512);
let at = pool.length;

/** A new W3C trace id and span id, in hex. Random bytes are drawn by the pool: one draw a call costs more than the call. */
export function newTraceIds(): { traceId: string; spanId: string } {
  if (at >= pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const traceId = pool.toString("hex", at, at + 16);
  const spanId = pool.toString("hex", at + 16, at + bytesEach);
  at += bytesEach;
  return { traceId, spanId };
}
