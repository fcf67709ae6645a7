// Ingest: spans per second that are acknowledged as stored, the sender on the same machine (bodies encoded beforehand), with
// redaction on and off, beside the raw insert of the same rows in the same run.
// usage: node bench/ingest/main.mjs [spans] [repeats]
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeRequest, makeSpans } from "./otlp.mjs";
import { sendAll } from "./send.mjs";
import { startServer } from "./server.mjs";

const count = Number(process.argv[2] ?? 150_000);
const repeats = Number(process.argv[3] ?? 3);
const spansPerBody = 500;
const concurrency = 8;
const least = 0.25;
const here = dirname(fileURLToPath(import.meta.url));

const spans = makeSpans(count);
const bodies = [];
for (let at = 0; at < spans.length; at += spansPerBody) {
  const part = spans.slice(at, at + spansPerBody);
  bodies.push({ bytes: encodeRequest(part), spans: part.length });
}
const bytes = bodies.reduce((sum, { bytes: { length } }) => sum + length, 0);
process.stdout.write(
  `${spans.length} spans, ${Math.round(bytes / spans.length)} bytes each, ${bodies.length} requests\n`,
);

async function measured(redaction) {
  const server = await startServer();
  if (!redaction) await server.keepEverything();
  await sendAll(bodies.slice(0, 20), { ...server, concurrency });
  const { ms, statuses } = await sendAll(bodies.slice(20), { ...server, concurrency });
  const { body: _, ...memory } = server.memory();
  const sent = spans.length - 20 * spansPerBody;
  const { series } = await server.get(
    `/api/v1/signals/traces?from=${Date.now() - 2 * 3_600_000}&to=${Date.now() + 60_000}`,
  );
  await server.stop();
  const floor = redaction
    ? JSON.parse(execFileSync(process.execPath, [join(here, "floor.mjs"), server.data], { encoding: "utf8" }))
    : undefined;
  rmSync(server.data, { recursive: true });
  return {
    rate: sent / (ms / 1000),
    statuses: Object.fromEntries(statuses),
    memory,
    traces: series[0]?.total.n,
    floor,
  };
}

const rows = [];
for (let repeat = 0; repeat < repeats; repeat++) {
  const on = await measured(true);
  const off = await measured(false);
  const floor = on.floor.rows / (on.floor.ms / 1000);
  rows.push({ on: on.rate, off: off.rate, floor, ratio: on.rate / floor });
  process.stdout.write(
    `  redaction on ${Math.round(on.rate)}/s, off ${Math.round(off.rate)}/s, raw insert ${Math.round(floor)}/s: ` +
      `${(on.rate / floor).toFixed(3)} and ${(off.rate / floor).toFixed(3)}; ${Math.round(on.memory.most)} MiB at most; ${on.traces} traces\n`,
  );
}
const median = (name) => rows.map((row) => row[name]).toSorted((a, b) => a - b)[Math.floor(rows.length / 2)];
process.stdout.write(
  `median of ${repeats}: ${Math.round(median("on"))} spans/s acknowledged as stored with redaction on, ${Math.round(median("off"))} off, ` +
    `${Math.round(median("floor"))} inserted raw; ratio ${median("ratio").toFixed(3)} (at least ${least})\n`,
);
process.exitCode = median("ratio") >= least ? 0 : 1;
