import type { ApiContext } from "../../api/environment.ts";
import type { ServerSettings } from "../../config/settings.ts";
import { createBodyReader, type BodyReader } from "./body-reader.ts";

/** One reader for all routes of a server, since its limit is for all bodies together. */
const readers = new WeakMap<ServerSettings, BodyReader>();

/**
 * The body of a request that brings traces, feedback or scores: decompressed, within the server's limits, and refused before it is read
 * when there is no room. Throws as `BodyReader.read` and `Ingest.admit` do. The route says `maxBody: "own"`.
 */
export function readBody(c: ApiContext): Promise<Uint8Array> {
  const { settings, ingest } = c.var.services;
  let reader = readers.get(settings);
  if (reader === undefined) {
    reader = createBodyReader({
      maxBodyBytes: settings.maxBodyBytes,
      maxHeldBytes: Math.max(settings.maxBodyBytes, settings.maxQueuedBytes / 2),
    });
    readers.set(settings, reader);
  }
  const announced = Number(c.req.header("content-length") ?? 0);
  ingest.admit(Number.isFinite(announced) ? Math.min(announced, settings.maxBodyBytes) : 0);
  // without a server in front (a test that calls the app) there is no message of Node's
  const incoming = (c.env as Partial<ApiContext["env"]> | undefined)?.incoming;
  return reader.read({ incoming, request: c.req.raw });
}
