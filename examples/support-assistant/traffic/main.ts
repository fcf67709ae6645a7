// Customers of the last hours: runs the assistant for each, and sends the spans and what the customers said to a Goldloop
// server. Sent again for the same hours, it is the same traffic, and counts once.
//   GOLDLOOP_SERVER=http://127.0.0.1:4318 GOLDLOOP_API_KEY=... node traffic/main.ts --hours 24
import { parseArgs } from "node:util";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { reply } from "../app/assistant.ts";
import { openOrderBook } from "../app/orders/index.ts";
import { visits } from "./customers.ts";
import { opinionOf, type Opinion } from "./opinion.ts";
import { asVisited, recordSpans } from "./recorder.ts";
import { sendOpinions, spanSender } from "./send.ts";

const spansPerRequest = 2000;

const { values } = parseArgs({
  options: {
    server: { type: "string", default: process.env["GOLDLOOP_SERVER"] ?? "http://127.0.0.1:4318" },
    key: { type: "string", default: process.env["GOLDLOOP_API_KEY"] ?? "" },
    // How far back, and how many customers a day.
    hours: { type: "string", default: "24" },
    visits: { type: "string", default: "1200" },
    // The moment (ISO 8601) that releases are told from: v2 went out 10 hours before it, v3 3 hours before.
    anchor: { type: "string", default: new Date().toISOString() },
  },
});
if (values.key === "") {
  process.stderr.write("No key: set GOLDLOOP_API_KEY, or give --key\n");
  process.exit(2);
}
const destination = { server: values.server, key: values.key };
const sendSpans = spanSender(destination);
const recorder = recordSpans();
const toMs = Date.now();
const range = {
  fromMs: toMs - Number(values.hours) * 3_600_000,
  toMs,
  perDay: Number(values.visits),
  anchorMs: Date.parse(values.anchor),
};

let waiting: ReadableSpan[] = [];
let [traces, spans] = [0, 0];
const opinions: Opinion[] = [];
for (const visit of visits(range)) {
  recorder.begin(visit.key);
  const { answer } = await reply(visit.messages, {
    release: visit.release,
    book: openOrderBook(),
    conversationId: visit.sessionId,
  });
  const seen = asVisited(recorder.take(), visit, answer);
  const traceId = seen[0]?.spanContext().traceId;
  if (traceId === undefined) throw new Error("The assistant made no spans");
  const opinion = opinionOf(visit, answer, traceId);
  if (opinion !== undefined) opinions.push(opinion);
  traces += 1;
  spans += seen.length;
  waiting.push(...seen);
  if (waiting.length >= spansPerRequest) {
    await sendSpans(waiting);
    waiting = [];
  }
}
if (waiting.length > 0) await sendSpans(waiting);
await sendOpinions(opinions, destination);
process.stdout.write(`${traces} visits: ${spans} spans, ${opinions.length} opinions\n`);
