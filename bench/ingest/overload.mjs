// Senders that are twice as fast as the store, for a minute: memory, refusals, and whether everything that was acknowledged is there.
// usage: node bench/ingest/overload.mjs [seconds]
import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { encodeRequest, makeSpans } from "./otlp.mjs";
import { sendAll } from "./send.mjs";
import { startServer } from "./server.mjs";

const seconds = Number(process.argv[2] ?? 60);
const spansPerBody = 500;
/** Beside the queue: both databases, the pipeline's thread (its heap is bounded by 1 GiB), and what Node itself takes. */
const boundMiB = 3072;

/** Distinct ids for every request: patched into one body, so that the sender costs next to nothing. */
function fresh(body, traceIds, round) {
  const bytes = Buffer.from(body);
  for (const at of traceIds) bytes.writeUInt32BE((bytes.readUInt32BE(at) + round * 2_654_435_761) >>> 0, at);
  return bytes;
}

const server = await startServer({ GOLDLOOP_MAX_QUEUE: "128MiB" });
const bodies = Array.from({ length: 40 }, (_, seed) => {
  const spans = makeSpans(spansPerBody, { seed: seed + 1 });
  const bytes = encodeRequest(spans);
  const offsets = [];
  for (const { traceId } of spans) {
    const id = Buffer.from(traceId, "hex");
    for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) offsets.push(at);
  }
  return { bytes, offsets: [...new Set(offsets)], traces: new Set(spans.map(({ traceId }) => traceId)).size };
});

// What the store takes when it is not hurried, to know what twice as much is.
const calm = await sendAll(
  bodies.slice(0, 20).map(({ bytes, offsets }) => ({ bytes: fresh(bytes, offsets, 1_000_003), spans: spansPerBody })),
  { ...server, concurrency: 2 },
);
const rate = calm.acknowledged / (calm.ms / 1000);

const statuses = new Map();
const memory = [];
let acknowledgedTraces = bodies.slice(0, 20).reduce((sum, { traces }) => sum + traces, 0);
let offered = 0;
let withoutRetryAfter = 0;
async function sendOne(body, traces) {
  const sent = await sendAll([body], { ...server, concurrency: 1 });
  acknowledgedTraces += traces;
  withoutRetryAfter += sent.withoutRetryAfter.length;
  for (const [status, n] of sent.statuses) statuses.set(status, (statuses.get(status) ?? 0) + n);
}

const startedAt = Date.now();
const sampling = setInterval(() => memory.push(server.memory().now), 250);
const waiting = new Set();
for (let round = 1; Date.now() - startedAt < seconds * 1000; round++) {
  const { bytes, offsets, traces } = bodies[round % bodies.length];
  const due = startedAt + (round * spansPerBody * 1000) / (2 * rate);
  if (due > Date.now()) await delay(due - Date.now());
  // A sender that keeps more than this in flight only fills its own memory.
  while (waiting.size >= 200) await delay(5);
  offered += spansPerBody;
  const sending = sendOne({ bytes: fresh(bytes, offsets, round), spans: spansPerBody }, traces).finally(() =>
    waiting.delete(sending),
  );
  waiting.add(sending);
}
const offeredRate = offered / ((Date.now() - startedAt) / 1000);
await Promise.all(waiting);
clearInterval(sampling);
const { series } = await server.get(
  `/api/v1/signals/traces?from=${Date.now() - 3 * 3_600_000}&to=${Date.now() + 60_000}`,
);
const stored = series[0].total.n;
const most = server.memory().most;
await server.stop();
rmSync(server.data, { recursive: true });

process.stdout.write(
  [
    `the store takes ${Math.round(rate)} spans/s; ${Math.round(offeredRate)} were offered for ${seconds} s`,
    `answers: ${[...statuses].map(([status, n]) => `${n} x ${status}`).join(", ")}; ${withoutRetryAfter} refusals without Retry-After`,
    `memory: ${Math.round(Math.max(...memory))} MiB sampled, ${Math.round(most)} MiB at most (bound ${boundMiB})`,
    `traces acknowledged ${acknowledgedTraces}, stored ${stored}`,
    "",
  ].join("\n"),
);
process.exitCode = most < boundMiB && withoutRetryAfter === 0 && stored === acknowledgedTraces ? 0 : 1;
