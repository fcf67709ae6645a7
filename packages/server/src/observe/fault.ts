import { GoldloopError } from "goldloop/error";

/**
 * What may be logged of anything that was thrown. Our own messages never quote content; the message of an unforeseen error
 * may, so that only its type and place are kept.
 */
export function faultOf(error: unknown): Record<string, unknown> {
  if (error instanceof GoldloopError) return { code: error.code, reason: error.message };
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    stack: frames.slice(0, 8).map((line) => line.trim()),
  };
}
