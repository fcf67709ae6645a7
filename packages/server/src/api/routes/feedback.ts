import { randomUUID } from "node:crypto";
import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Principal } from "../../access/principal.ts";
import type { ScoreRow } from "../../store/spans/row.ts";
import { feedbackAnswer, feedbackBody, type FeedbackBody } from "../contract/feedback.ts";
import type { ApiEnvironment } from "../environment.ts";
import { RequestError } from "../problem.ts";
import { msOf } from "../range.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const hourMs = 3_600_000;
const timeHint = "leave time out for now";

const giveFeedback = route({
  method: "post",
  path: "/feedback",
  tags: ["Feedback"],
  permission: ["write-traces", "review"],
  summary: "What a user, a reviewer or a system says about a trace, a span or a session",
  description: "With a key, `source` says who speaks. What a logged-in person gives is a reviewer's.",
  request: {
    query: z.object({ project: z.string().optional() }),
    body: json(
      feedbackBody,
      "one of score, value and comment, about one of traceId, spanId (with its trace) and sessionId",
    ),
  },
  responses: { 200: json(feedbackAnswer, "stored") },
});

/** Takes feedback; mounted at `/api/v1` and at `/v1`. */
export const giveFeedbackRoutes = ({ ingest }: Services) =>
  new OpenAPIHono<ApiEnvironment>().openapi(giveFeedback, async (c) => {
    const row = scoreRow(c.req.valid("json"), c.var.projectId, c.var.principal, Date.now());
    await ingest.submitScores([row]);
    return c.json({ id: row.id }, 200);
  });

/** Feedback as it is stored: yes and no become 1 and 0, a number given as value becomes the score. Throws RequestError 422. */
export function scoreRow(
  body: FeedbackBody,
  projectId: string,
  principal: Principal,
  nowMs: number,
): Omit<ScoreRow, "ingested_at"> {
  const { traceId, spanId, sessionId, score, value, comment } = body;
  if (traceId === undefined && sessionId === undefined) {
    const said = spanId === undefined ? "the feedback is about nothing" : "a span is named together with its trace";
    throw new RequestError(422, "feedback-about-nothing", said, '{ "traceId": "...", "name": "thumbs", "score": 1 }');
  }
  if (score === undefined && value === undefined && comment === undefined) {
    const hint = '{ "traceId": "...", "name": "thumbs", "score": 1 }';
    throw new RequestError(422, "feedback-empty", "one of score, value and comment is needed", hint);
  }
  const time = body.time === undefined ? nowMs : msOf(body.time);
  if (time <= 0) throw new RequestError(422, "feedback-before-1970", "time lies before 1970", timeHint);
  if (time > nowMs + hourMs)
    throw new RequestError(422, "feedback-in-future", "time lies more than an hour ahead", timeHint);
  const plain = typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : undefined;
  return {
    project: projectId,
    id: body.id ?? randomUUID(),
    trace_id: traceId?.toLowerCase() ?? "",
    span_id: spanId?.toLowerCase() ?? "",
    session_id: sessionId ?? "",
    name: body.name,
    source: principal.kind === "person" ? "reviewer" : body.source,
    feedback: 1,
    score: score ?? plain ?? null,
    value: value === undefined ? "" : JSON.stringify(value),
    comment: comment ?? "",
    metadata: body.metadata === undefined ? "" : JSON.stringify(body.metadata),
    time,
    deleted: 0,
  };
}
