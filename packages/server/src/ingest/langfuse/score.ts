import { randomUUID } from "node:crypto";
import { mostScore } from "goldloop/trace";
import { RequestError } from "../../api/problem.ts";
import { objectIn } from "../read-json.ts";
import type { GivenScore } from "../stored-scores.ts";
import { nanosOf } from "../time.ts";
import { spanIdOf, traceIdOf } from "./ids.ts";

type Body = Readonly<Record<string, unknown>>;

const dataTypes = ["NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT", "CORRECTION"] as const;
type DataType = (typeof dataTypes)[number];
const sources: Record<string, GivenScore["source"]> = { EVAL: "system", ANNOTATION: "reviewer" };
const scoreBounds = `the value of a NUMERIC score lies between -${mostScore} and ${mostScore}`;
const scoreHint = '{ "traceId": "...", "name": "helpful", "value": 1, "dataType": "NUMERIC" }';

/** A score of Langfuse's API as it is stored. `id` and `timeMs` stand in for what the body does not say. Throws RequestError 422. */
export function scoreOf(body: Body, projectId: string, id: string, timeMs: number): GivenScore {
  const { traceId, observationId, sessionId, name, comment, metadata } = body;
  if (typeof name !== "string" || name === "") throw refuse("score-unnamed", "name is needed");
  if (typeof traceId !== "string" && typeof sessionId !== "string") {
    throw refuse("score-about-nothing", "traceId or sessionId is needed");
  }
  const dataType = dataTypeOf(body);
  const stamped = nanosOf(body["timestamp"]);
  const more = { environment: body["environment"], configId: body["configId"], metadata };
  const kept = Object.entries(more).filter(([, value]) => value !== undefined && value !== null);
  return {
    project: projectId,
    id: typeof body["id"] === "string" && body["id"] !== "" ? body["id"] : id,
    trace_id: typeof traceId === "string" ? traceIdOf(traceId) : "",
    span_id: typeof traceId === "string" && typeof observationId === "string" ? spanIdOf(observationId) : "",
    session_id: typeof sessionId === "string" ? sessionId : "",
    name,
    source: sources[String(body["source"])] ?? "user",
    feedback: 1,
    ...valueOf(body["value"], dataType),
    comment: typeof comment === "string" ? comment : "",
    metadata: JSON.stringify({ dataType, ...Object.fromEntries(kept) }),
    time: stamped === undefined ? timeMs : Number(stamped / 1_000_000n),
    deleted: 0,
  };
}

/** Scores that came as one list, each read for itself; the messages say in order what is wrong with those that are not taken. */
export function readScores(
  list: readonly unknown[],
  projectId: string,
  timeMs: number,
): { rows: GivenScore[]; errors: { message: string }[] } {
  const rows: GivenScore[] = [];
  const errors: { message: string }[] = [];
  for (const body of list) {
    try {
      rows.push(scoreOf(objectIn(body), projectId, randomUUID(), timeMs));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      errors.push({ message: error.message });
    }
  }
  return { rows, errors };
}

/** What Langfuse's clients read. */
export function scoreJson(score: GivenScore): Record<string, unknown> {
  const { dataType, metadata, environment, configId } = JSON.parse(score.metadata || "{}") as Record<string, unknown>;
  const time = new Date(score.time).toISOString();
  const value: unknown = score.value === "" ? undefined : JSON.parse(score.value);
  const isText = typeof value === "string";
  return {
    id: score.id,
    traceId: score.trace_id === "" ? null : score.trace_id,
    observationId: score.span_id === "" ? null : score.span_id,
    sessionId: score.session_id === "" ? null : score.session_id,
    name: score.name,
    source: score.source === "system" ? "EVAL" : score.source === "reviewer" ? "ANNOTATION" : "API",
    dataType: dataType ?? (isText ? "CATEGORICAL" : "NUMERIC"),
    value: score.score ?? 0,
    ...(isText ? { stringValue: value } : {}),
    ...(dataType === "BOOLEAN" ? { stringValue: score.score === 1 ? "True" : "False" } : {}),
    comment: score.comment === "" ? null : score.comment,
    metadata: metadata ?? {},
    environment: environment ?? "default",
    configId: configId ?? null,
    queueId: null,
    authorUserId: null,
    timestamp: time,
    createdAt: time,
    updatedAt: time,
  };
}

function dataTypeOf({ dataType, value }: Body): DataType {
  if (dataType === undefined || dataType === null) return typeof value === "string" ? "CATEGORICAL" : "NUMERIC";
  const known = dataTypes.find((one) => one === dataType);
  if (known === undefined) throw refuse("score-data-type", `dataType is none of ${dataTypes.join(", ")}`);
  return known;
}

function valueOf(value: unknown, dataType: DataType): Pick<GivenScore, "score" | "value"> {
  if (dataType === "NUMERIC") {
    if (typeof value !== "number") throw refuse("score-value", "the value of a NUMERIC score is a number");
    if (Math.abs(value) > mostScore) throw refuse("score-value", scoreBounds);
    return { score: value, value: "" };
  }
  if (dataType === "BOOLEAN") {
    const yes = value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined;
    if (yes === undefined) throw refuse("score-value", "the value of a BOOLEAN score is 0 or 1");
    return { score: yes, value: "" };
  }
  if (typeof value !== "string") throw refuse("score-value", `the value of a ${dataType} score is a text`);
  return { score: null, value: JSON.stringify(value) };
}

function refuse(code: string, message: string): RequestError {
  return new RequestError(422, code, message, scoreHint);
}
