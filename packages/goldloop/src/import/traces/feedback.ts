import { copyOfId } from "./otlp-json.ts";

/** A piece of feedback as the server returns it with a trace, and takes it again. */
export interface SentFeedback {
  feedback: Readonly<Record<string, unknown>>;
}

const fields = [
  "id",
  "traceId",
  "spanId",
  "sessionId",
  "name",
  "source",
  "score",
  "value",
  "comment",
  "metadata",
  "time",
];

/** The feedback of a trace, each with the fields that the server's endpoint knows; what is no object is passed over. */
export function sentFeedback(feedback: readonly unknown[]): SentFeedback[] {
  return feedback
    .filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null)
    .map((one) => ({
      feedback: Object.fromEntries(fields.filter((key) => one[key] !== undefined).map((key) => [key, one[key]])),
    }));
}

/** A copy that goes with the copies of its trace's spans, as `movedCopy` makes them. */
export function movedFeedback({ feedback }: SentFeedback, byNanos: bigint): SentFeedback {
  if (byNanos === 0n) return { feedback };
  const { id, traceId, spanId, time } = feedback;
  const ids = { id: copyOfId(id, byNanos), traceId: copyOfId(traceId, byNanos), spanId: copyOfId(spanId, byNanos) };
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  return {
    feedback: {
      ...feedback,
      ...Object.fromEntries(Object.entries(ids).filter(([, copy]) => copy !== undefined)),
      ...(Number.isFinite(at) ? { time: new Date(at + Number(byNanos / 1_000_000n)).toISOString() } : {}),
    },
  };
}
