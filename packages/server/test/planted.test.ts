import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { otlpSpan } from "./spans.ts";
import { startTestServer, type TestServer } from "./server.ts";

/** One secret for every place, so that a find tells where it leaked. */
const places = [
  "span-name",
  "attribute-value",
  "attribute-key",
  "input",
  "output",
  "nested",
  "list",
  "event-name",
  "event-value",
  "link",
  "status",
  "resource",
  "scope-name",
  "scope-attribute",
  "user",
  "session",
  "tool-arguments",
  "log-body",
  "log-attribute",
  "feedback-comment",
  "feedback-value",
  "feedback-metadata",
  "feedback-name",
  "langsmith-input",
  "langsmith-error",
  "langfuse-score",
  "refused",
] as const;
type Place = (typeof places)[number];

const planted = new Map<Place, string>(
  places.map((place) => [place, `${place}.${randomBytes(5).toString("hex")}@customers-mail.com`]),
);
const at = (place: Place): string => planted.get(place) ?? "";
const text = (value: string) => ({ stringValue: value });

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ variables: { GOLDLOOP_LOG_LEVEL: "debug" } });
});
afterAll(() => server?.remove());

test("personal data planted in every field is found nowhere on disk, in logs or in answers", async () => {
  const span = otlpSpan();
  const full = {
    ...span,
    name: `mail ${at("span-name")}`,
    status: { code: 2, message: `cannot write to ${at("status")}` },
    attributes: [
      { key: "app.note", value: text(`ask ${at("attribute-value")}`) },
      { key: at("attribute-key"), value: text("x") },
      { key: "input.value", value: text(JSON.stringify({ messages: [{ role: "user", content: at("input") }] })) },
      { key: "output.value", value: text(`I wrote to ${at("output")}`) },
      { key: "user.id", value: text(at("user")) },
      { key: "session.id", value: text(at("session")) },
      { key: "gen_ai.tool.call.arguments", value: text(JSON.stringify({ to: at("tool-arguments") })) },
      { key: "app.nested", value: { kvlistValue: { values: [{ key: "mail", value: text(at("nested")) }] } } },
      { key: "app.list", value: { arrayValue: { values: [text(at("list"))] } } },
    ],
    events: [
      {
        name: at("event-name"),
        timeUnixNano: span.startTimeUnixNano,
        attributes: [{ key: "message", value: text(at("event-value")) }],
      },
    ],
    links: [{ traceId: span.traceId, spanId: span.spanId, attributes: [{ key: "mail", value: text(at("link")) }] }],
  };
  const ok = async (path: string, body: unknown, headers?: Record<string, string>): Promise<void> => {
    const answer = await server.post(path, body, headers);
    expect([path, answer.status < 300, JSON.stringify(answer.body).includes("@customers-mail.com")]).toEqual([
      path,
      true,
      false,
    ]);
  };
  const resource = { attributes: [{ key: "owner", value: text(at("resource")) }] };
  const scope = { name: at("scope-name"), attributes: [{ key: "mail", value: text(at("scope-attribute")) }] };
  await ok("/v1/traces", { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [full] }] }] });
  const record = {
    traceId: span.traceId,
    spanId: span.spanId,
    timeUnixNano: span.startTimeUnixNano,
    eventName: "app.note",
    body: text(`mail ${at("log-body")}`),
    attributes: [{ key: "mail", value: text(at("log-attribute")) }],
  };
  await ok("/v1/logs", { resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords: [record] }] }] });
  await ok("/v1/feedback", {
    traceId: span.traceId,
    name: `thumbs ${at("feedback-name")}`,
    comment: `write to ${at("feedback-comment")}`,
    value: { correction: at("feedback-value") },
    metadata: { mail: at("feedback-metadata") },
  });
  const runId = "0195f5a3-7f6f-7000-8000-000000000001";
  const started = new Date().toISOString();
  const order = `${started.replaceAll(/[-:.]/g, "").replace("Z", "")}000Z${runId}`;
  const run = {
    id: runId,
    trace_id: runId,
    dotted_order: order,
    name: "answer",
    run_type: "chain",
    start_time: started,
    end_time: new Date().toISOString(),
    inputs: { question: at("langsmith-input") },
    error: at("langsmith-error"),
  };
  await ok("/langsmith/runs/batch", { post: [run], patch: [] });
  await ok("/api/public/scores", { traceId: span.traceId, name: "note", value: 1, comment: at("langfuse-score") });
  // What is refused must not lie about either, nor be quoted.
  const refused = await server.post("/v1/feedback", { traceId: "none", comment: at("refused"), [at("refused")]: 1 });
  expect([refused.status, JSON.stringify(refused.body).includes("@customers-mail.com")]).toEqual([400, false]);

  const { body } = await server.get(`/api/v1/traces/${span.traceId}`);
  expect(body.spans).toHaveLength(1);
  expect(body.feedback.length).toBeGreaterThan(0);
  expect(JSON.stringify(body)).not.toContain("customers-mail");
  expect(body.spans[0].detections).toMatchObject({ email: expect.any(Number) });
  // The safety signal is not blind to what redaction took out.
  const { series } = (await server.get("/api/v1/signals/safetyFlags")).body;
  expect(series[0].total.value).toBeGreaterThan(0);

  await server.stop();
  const leaks = places.filter((place) => server.log().includes(at(place)) || isOnDisk(at(place)));
  expect(leaks).toEqual([]);
});

/** Searches every byte of the data folder; grep ends with 1 when there is nothing. */
function isOnDisk(secret: string): boolean {
  try {
    execFileSync("grep", ["-rlaF", secret, server.data]);
    return true;
  } catch {
    return false;
  }
}
