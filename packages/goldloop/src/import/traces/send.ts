import { gzipSync } from "node:zlib";
import { setTimeout as wait } from "node:timers/promises";
import { IncompleteError, InputError } from "../../error/index.ts";
import { retryAfterMs } from "../../model/index.ts";
import type { SentFeedback } from "./feedback.ts";
import { requestOf, type SentSpan } from "./otlp-json.ts";

const patienceMs = 120_000;
const firstPauseMs = 500;

/** Where spans are sent to. */
export interface Destination {
  /** `http://127.0.0.1:4318` */
  server: string;
  apiKey: string;
  signal: AbortSignal;
}

/** What became of one batch. */
export interface Delivery {
  rejected: number;
  /** Why, in the server's words; empty when nothing was rejected. */
  reason: string;
}

/**
 * Sends one batch and waits until it is stored. Throws as `send` does; spans that are rejected one by one are no failure.
 */
export async function sendBatch(spans: readonly SentSpan[], destination: Destination): Promise<Delivery> {
  const bytes = gzipSync(JSON.stringify(requestOf(spans)), { level: 1 });
  return deliveryOf(await send({ path: "/v1/traces", bytes, encoding: "gzip" }, destination));
}

/** Sends one piece of feedback and waits until it is stored. Throws as `send` does. */
export async function sendFeedback({ feedback }: SentFeedback, destination: Destination): Promise<void> {
  await send({ path: "/api/v1/feedback", bytes: Buffer.from(JSON.stringify(feedback)) }, destination);
}

interface Content {
  path: string;
  /** JSON */
  bytes: Uint8Array<ArrayBuffer>;
  encoding?: "gzip";
}

/**
 * Posts a document and returns the answer's. A server that is busy or away is asked again, after the time that it names, for
 * two minutes: sending a span twice stores it once. Throws InputError when the server refuses the key or what is sent, and
 * IncompleteError when it stays away.
 */
async function send(content: Content, { server, apiKey, signal }: Destination): Promise<unknown> {
  const giveUpAt = Date.now() + patienceMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, 10_000)) {
    const answer = await post(server, content, apiKey, signal);
    if (answer instanceof Response && answer.ok) return answer.json();
    if (answer instanceof Response && answer.status !== 429 && answer.status < 500)
      throw await refusalOf(answer, server);
    const asked = answer instanceof Response ? retryAfterMs(Object.fromEntries(answer.headers), Date.now()) : undefined;
    if (Date.now() + (asked ?? pause) > giveUpAt) {
      const why = answer instanceof Response ? `answers ${answer.status}` : "cannot be reached";
      throw new IncompleteError("server-away", `${server} ${why}`, {
        hint: "send the file again later: what is stored already is not counted twice",
        ...(answer instanceof Response ? {} : { cause: answer }),
      });
    }
    await wait(asked ?? pause, undefined, { signal });
  }
}

async function post(server: string, { path, bytes, encoding }: Content, apiKey: string, signal: AbortSignal) {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  try {
    return await fetch(new URL(path, server), { method: "POST", headers, body: bytes, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    return error;
  }
}

function deliveryOf(answer: unknown): Delivery {
  const { partialSuccess } = (answer ?? {}) as {
    partialSuccess?: { rejectedSpans?: string | number; errorMessage?: string };
  };
  return { rejected: Number(partialSuccess?.rejectedSpans ?? 0), reason: partialSuccess?.errorMessage ?? "" };
}

async function refusalOf(answer: Response, server: string): Promise<InputError> {
  const { error } = ((await answer.json().catch(() => undefined)) ?? {}) as {
    error?: { message?: string; hint?: string };
  };
  const said = error?.message ?? `it answers ${answer.status}`;
  const hint = answer.status === 401 ? "--api-key KEY, or GOLDLOOP_API_KEY" : error?.hint;
  return new InputError("server-refused", `${server} refuses what is sent: ${said}`, { hint });
}
