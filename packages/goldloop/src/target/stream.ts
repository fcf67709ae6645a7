import { TextDecoder } from "node:util";
import { GoldloopError } from "../error/index.ts";
import { abortable } from "./abort.ts";

/** A stream of text that a target returned in place of an output. */
export type TextStream = AsyncIterable<unknown> | Iterable<unknown>;

/** Whether a value is a stream: anything to be iterated asynchronously, or a generator. */
export function isTextStream(value: unknown): value is TextStream {
  if (typeof value !== "object" || value === null) return false;
  if (Symbol.asyncIterator in value) return true;
  return Symbol.iterator in value && "next" in value && typeof value.next === "function";
}

/**
 * The pieces of a stream joined, and when the first that was not empty arrived (`performance.now()`).
 * Throws a GoldloopError (`bad-stream`) for pieces that are neither text nor bytes.
 */
export async function joinStream(
  stream: TextStream,
  signal: AbortSignal,
): Promise<{ text: string; firstAt: number | undefined }> {
  const decoder = new TextDecoder();
  const iterator = Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
  let text = "";
  let firstAt: number | undefined;
  try {
    for (;;) {
      const { done, value } = await abortable(Promise.resolve(iterator.next()), signal);
      if (done === true) break;
      const piece = pieceOf(value, decoder);
      if (piece !== "") firstAt ??= performance.now();
      text += piece;
    }
  } catch (error) {
    // a stream that hangs may never answer this either
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
    throw error;
  }
  return { text: text + decoder.decode(), firstAt };
}

function pieceOf(value: unknown, decoder: TextDecoder): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return decoder.decode(value, { stream: true });
  throw new GoldloopError(
    "bad-stream",
    `the stream gave ${value === null ? "null" : `a ${typeof value}`} where text was expected`,
    {
      hint: "yield strings, or collect the pieces and return the output",
    },
  );
}
