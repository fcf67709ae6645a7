import { randomUUID } from "node:crypto";
import { mostScore } from "goldloop/trace";
import { RequestError } from "../../api/problem.ts";
import type { GivenScore } from "../stored-scores.ts";
import { nanosOf } from "../time.ts";
import { spanIdOf, traceIdOf } from "./ids.ts";

type Feedback = Readonly<Record<string, unknown>>;

/** Who speaks, by `feedback_source.type`. */
const sources: Record<string, GivenScore["source"]> = { model: "system", auto_eval: "system", app: "reviewer" };
const feedbackHint = '{ "run_id": "<uuid>", "key": "helpful", "score": 1 }';

/**
 * Feedback on a run as a score. Of a run whose trace is not named, `traceOf` looks it up; a run that nobody knows counts as a root, whose
 * trace has its own id. About a root it is about the trace. Throws RequestError 422.
 */
export async function scoreOfFeedback(
  feedback: Feedback,
  projectId: string,
  nowMs: number,
  traceOf: (spanId: string) => Promise<string | undefined>,
): Promise<GivenScore> {
  const spanId = spanIdOf(feedback["run_id"]);
  const named = traceIdOf(feedback["trace_id"]);
  if (spanId === undefined && named === undefined) {
    throw new RequestError(422, "feedback-about-nothing", "run_id or trace_id is needed, as a uuid", feedbackHint);
  }
  const key = feedback["key"];
  if (typeof key !== "string" || key === "") {
    throw new RequestError(422, "feedback-unnamed", "key is needed", feedbackHint);
  }
  const ownTrace = traceIdOf(feedback["run_id"]);
  const traceId = named ?? (spanId === undefined ? undefined : await traceOf(spanId)) ?? ownTrace ?? "";
  const created = nanosOf(feedback["created_at"]);
  const id = feedback["id"];
  return {
    project: projectId,
    id: typeof id === "string" && id !== "" ? id : randomUUID(),
    trace_id: traceId,
    span_id: traceId === ownTrace ? "" : (spanId ?? ""),
    session_id: "",
    name: key,
    source: sourceOf(feedback["feedback_source"]),
    feedback: 1,
    time: created === undefined ? nowMs : Number(created / 1_000_000n),
    deleted: 0,
    ...contentOf(feedback),
  };
}

/** The stored feedback with what a change names; what it does not name stays. Throws RequestError 422. */
export function changedFeedback(stored: GivenScore, change: Feedback): GivenScore {
  const content = contentOf(change);
  const has = (key: string): boolean => change[key] !== undefined && change[key] !== null;
  return {
    ...stored,
    ...(has("score") ? { score: content.score } : {}),
    ...(has("value") ? { value: content.value } : {}),
    ...(has("comment") ? { comment: content.comment } : {}),
    ...(has("correction")
      ? { metadata: JSON.stringify({ ...metadataOf(stored), correction: change["correction"] }) }
      : {}),
  };
}

/** What LangSmith's clients read: ids as uuids where they can be. */
export function feedbackJson(score: GivenScore): Record<string, unknown> {
  const { correction, ...extra } = metadataOf(score);
  const time = new Date(score.time).toISOString();
  return {
    id: score.id,
    created_at: time,
    modified_at: time,
    trace_id: uuidOf(score.trace_id),
    run_id: score.span_id === "" ? uuidOf(score.trace_id) : null,
    key: score.name,
    score: score.score,
    value: score.value === "" ? null : JSON.parse(score.value),
    comment: score.comment === "" ? null : score.comment,
    correction: correction ?? null,
    feedback_source: { type: score.source === "system" ? "model" : score.source === "reviewer" ? "app" : "api" },
    extra,
  };
}

function contentOf(feedback: Feedback): Pick<GivenScore, "score" | "value" | "comment" | "metadata"> {
  const { score, value, comment, correction, feedback_source: source, extra } = feedback;
  const number = typeof score === "boolean" ? Number(score) : typeof score === "number" ? score : undefined;
  const valued = typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : undefined;
  const given = number ?? valued ?? null;
  if (given !== null && Math.abs(given) > mostScore) {
    throw new RequestError(
      422,
      "feedback-score",
      `${number === undefined ? "value" : "score"} lies between -${mostScore} and ${mostScore}`,
      feedbackHint,
    );
  }
  const metadata = Object.fromEntries(
    Object.entries({ correction, source, extra }).filter(([, one]) => one !== undefined && one !== null),
  );
  return {
    score: given,
    value: value === undefined || value === null ? "" : JSON.stringify(value),
    comment: typeof comment === "string" ? comment : "",
    metadata: Object.keys(metadata).length === 0 ? "" : JSON.stringify(metadata),
  };
}

function sourceOf(value: unknown): GivenScore["source"] {
  const type = typeof value === "object" && value !== null ? (value as Feedback)["type"] : undefined;
  return (typeof type === "string" ? sources[type] : undefined) ?? "user";
}

function metadataOf({ metadata }: GivenScore): Record<string, unknown> {
  return metadata === "" ? {} : (JSON.parse(metadata) as Record<string, unknown>);
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
