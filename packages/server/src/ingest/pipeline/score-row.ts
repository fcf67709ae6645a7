import { createHash, createHmac } from "node:crypto";
import type { JsonValue, Redactor } from "goldloop/redaction";
import { type Evaluation, mostScore } from "goldloop/trace";
import type { ScoreRow } from "../../store/spans/row.ts";
import type { Unstamped } from "./lines.ts";

/** Where an evaluation stood. */
interface Evaluated {
  project: string;
  traceId: string;
  spanId: string;
  timeNanos: bigint;
  timeMs: number;
}

/**
 * The score that an evaluation event states; sent twice, or as a span's event and as a log record, it is one. A number out of
 * bounds is kept as metadata and counts nowhere.
 */
export function evaluationRow(evaluation: Evaluation, at: Evaluated): Unstamped<ScoreRow> {
  const { name, score, label, explanation, responseId, error } = evaluation;
  const counts = score !== undefined && Math.abs(score) <= mostScore;
  const metadata = {
    ...(score === undefined || counts ? {} : { ignoredScore: score }),
    ...(responseId === undefined ? {} : { responseId }),
    ...(error === undefined ? {} : { error }),
  };
  return {
    project: at.project,
    id: createHash("sha256")
      .update(JSON.stringify([at.traceId, at.spanId, name, String(at.timeNanos), responseId ?? ""]))
      .digest("hex")
      .slice(0, 32),
    trace_id: at.traceId,
    span_id: at.spanId,
    session_id: "",
    name,
    source: "system",
    feedback: 0,
    score: counts ? score : null,
    value: label === undefined ? "" : JSON.stringify(label),
    comment: explanation ?? "",
    metadata: Object.keys(metadata).length === 0 ? "" : JSON.stringify(metadata),
    time: at.timeMs,
    deleted: 0,
  };
}

/**
 * The score with everything redacted that a sender wrote. An id in which something is found is replaced by a digest of it, so that
 * it still tells scores apart.
 */
export function redactScore(
  score: Unstamped<ScoreRow>,
  redactor: Redactor,
  key: string | Uint8Array,
): Unstamped<ScoreRow> {
  const id =
    redactor.text(score.id) === score.id
      ? score.id
      : createHmac("sha256", key).update(score.id).digest("hex").slice(0, 32);
  return {
    ...score,
    id,
    session_id: score.session_id === "" ? "" : redactor.field("sessionId", score.session_id),
    name: redactor.text(score.name),
    value: redactedJson(score.value, redactor),
    comment: redactor.text(score.comment),
    metadata: redactedJson(score.metadata, redactor),
    score: score.score !== null && Number.isFinite(score.score) ? score.score : null,
  };
}

function redactedJson(text: string, redactor: Redactor): string {
  if (text === "") return "";
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    // the contract says JSON; what is none is kept as a text
    value = text;
  }
  return JSON.stringify(redactor.json(value));
}
