// Records what the clients send as fixtures: `node packages/server/test/clients/record.mjs [NAME...]` (Node 24).
// Spans go to packages/goldloop/src/trace/fixtures, runs of LangSmith to packages/server/src/ingest/langsmith/fixtures.
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { homedir, hostname, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { install } from "./install.ts";
import { startModelServer } from "./model-server.ts";
import { clientPrograms } from "./programs.ts";
import { runProgram } from "./run.ts";

const root = resolve(import.meta.dirname, "../../../..");
const spans = join(root, "packages/goldloop/src/trace/fixtures");
const runs = join(root, "packages/server/src/ingest/langsmith/fixtures");
/** Detectors would write this machine's name, its folders and process ids. */
const variables = { OTEL_NODE_RESOURCE_DETECTORS: "env", OTEL_SERVICE_NAME: "support" };
/** gRPC carries the same bytes as protobuf over HTTP. */
const programs = clientPrograms.filter(({ name }) => name !== "opentelemetry-grpc");
/** LangSmith's client sends as the server's /info says, and begins and ends of runs apart when they take long. */
const ways = {
  langsmith: [{ name: "batch" }, { name: "slow", slow: true }, { name: "multipart", multipart: true }],
};

const asked = process.argv.slice(2);
const model = await startModelServer();
for (const program of programs.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const reason = await install(program);
  if (reason !== undefined) {
    process.stdout.write(`${program.name}: not recorded, ${reason}\n`);
    continue;
  }
  for (const way of ways[program.name] ?? [{}]) {
    const requests = await record(program, way);
    const file = program.name === "langsmith" ? join(runs, `${way.name}.json`) : join(spans, `${program.name}.json`);
    const text = `${JSON.stringify({ requests }, null, 1)}\n`;
    refuseTraces(text, requests);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    process.stdout.write(`${file.slice(root.length + 1)}: ${requests.length} requests, ${text.length} bytes\n`);
  }
}
await model.close();

async function record(program, { slow = false, multipart = false }) {
  const requests = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      const sent = Buffer.concat(chunks);
      const body = headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
      const type = headers["content-type"] ?? "";
      if (method !== "GET") requests.push({ method, path, type, ...written(type, body) });
      answer(path, type, response, multipart);
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const destination = {
    url: `http://127.0.0.1:${server.address().port}`,
    keyId: "gl_pk_1",
    keySecret: "gl_sk_2",
    modelUrl: slow ? model.slowUrl : model.url,
  };
  const { code, printed } = await runProgram(program, destination, { variables, stacks: false });
  server.close();
  if (code !== 0 || requests.length === 0) throw new Error(`${program.name} ended with ${code}:\n${printed}`);
  return requests;
}

function written(type, body) {
  if (type.includes("json")) return { json: JSON.parse(body.toString("utf8")) };
  return type.startsWith("multipart/") ? { text: body.toString("utf8") } : { base64: body.toString("base64") };
}

function answer(path, type, response, multipart) {
  if (type.includes("protobuf")) {
    response.setHeader("content-type", type);
    response.end();
    return;
  }
  response.setHeader("content-type", "application/json");
  if (path.endsWith("/ingestion")) response.statusCode = 207;
  const info = { version: "0.12.0", batch_ingest_config: { use_multipart_endpoint: multipart, size_limit: 100 } };
  if (path.endsWith("/info")) response.end(JSON.stringify(info));
  else if (path.includes("/sessions")) response.end(JSON.stringify([{ id: "7a7d9c0f-3c2b-4e53-8b8f-6a5a0f4f5b10" }]));
  else if (path.endsWith("/scores")) response.end('{"message":"Accepted"}');
  else response.end(path.endsWith("/ingestion") ? '{"successes":[],"errors":[]}' : "{}");
}

/** A fixture that names this machine or its folders is not written. */
function refuseTraces(text, requests) {
  const bytes = requests.flatMap(({ base64 }) =>
    base64 === undefined ? [] : [Buffer.from(base64, "base64").toString("latin1")],
  );
  const names = [root, homedir(), tmpdir(), process.execPath, hostname()].filter((name) => name.length > 3);
  const found = names.find((name) => [text, ...bytes].some((one) => one.includes(name)));
  if (found !== undefined) throw new Error(`the recording names this machine: ${found}`);
}
