/**
 * chDB behind as much of ClickHouse's HTTP interface as `@clickhouse/client` uses: a server for tests on machines without
 * ClickHouse. `--data DIR [--port N] [--host H]`; prints its address as one line and ends with SIGTERM.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { drainPending, Session } from "chdb";

/** Meant for the HTTP layer of a server, which chDB does not have. */
const httpOnly = /^(?:wait_end_of_query|buffer_size|enable_http_compression|http_.*|send_progress_in_http_headers)$/;
const notSettings = new Set([
  "query",
  "query_id",
  "database",
  "session_id",
  "role",
  "user",
  "password",
  "default_format",
]);
const kills = /^\s*KILL QUERY WHERE query_id = /i;
const atTheSameTime = 32;

interface Call {
  query: string;
  queryId: string;
  database: string;
  format: string;
  /** Settings, and parameters as `param_NAME`; texts as they came. */
  assignments: [string, string][];
  rows: Uint8Array | undefined;
}

const { values: flags } = parseArgs({
  options: {
    data: { type: "string" },
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
  },
});
const data = flags.data;
if (data === undefined) throw new TypeError("--data DIR is needed");

// Keeps the engine open between requests.
const control = new Session(data);
let running = 0;
const waiting: (() => void)[] = [];

const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
server.listen(Number(flags.port), flags.host, () => {
  process.stdout.write(`http://${flags.host}:${(server.address() as AddressInfo).port}\n`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  control.close();
  void drainPending().then(() => process.exit(0));
});

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "/", "http://bridge");
  if (url.pathname === "/ping") return void outgoing.end("Ok.\n");
  try {
    const call = await read(incoming, url);
    const bytes = await (kills.test(call.query) ? run(call) : inTurn(() => run(call)));
    outgoing.writeHead(200, {
      "x-clickhouse-query-id": call.queryId,
      "x-clickhouse-format": call.format,
      "x-clickhouse-summary": JSON.stringify({ written_rows: "0", read_rows: "0" }),
    });
    outgoing.end(bytes);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = /Code: (\d+)\./.exec(text)?.[1] ?? "1001";
    outgoing.writeHead(500, { "x-clickhouse-exception-code": code });
    outgoing.end(`${text.slice(Math.max(0, text.indexOf("Code: ")))} (version 26.7 (bridge))\n`);
  }
}

async function read(incoming: IncomingMessage, url: URL): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const body = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  const fields = new URLSearchParams(url.searchParams);
  const type = incoming.headers["content-type"] ?? "";
  const multipart = type.startsWith("multipart/form-data");
  if (multipart) {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    for (const [name, value] of form) fields.set(name, value as string);
  }
  const inAddress = url.searchParams.get("query");
  return {
    query: inAddress ?? (multipart ? fields.get("query") : body.toString()) ?? "",
    queryId: fields.get("query_id") ?? crypto.randomUUID(),
    database: fields.get("database") ?? "default",
    format: fields.get("default_format") ?? "TabSeparated",
    assignments: [...fields].filter(([name]) => !httpOnly.test(name) && !notSettings.has(name)),
    rows: inAddress === null || multipart ? undefined : body,
  };
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atTheSameTime) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** Each request has a session of its own, so that nothing of one reaches another. */
async function run(call: Call): Promise<Uint8Array> {
  const killed = kills.test(call.query);
  // chDB chooses query ids itself; the one that was asked for goes along as a comment.
  const query = killed ? call.query.replace("query_id", "Settings['log_comment']") : call.query;
  const assignments = [...call.assignments, ...(killed ? [] : [["log_comment", call.queryId]])];
  const set = assignments.map(([name, value]) => `${name} = '${value?.replace(/['\\]/g, "\\$&")}'`).join(", ");
  const session = new Session(data);
  try {
    if (call.database !== "system") session.query(`USE ${call.database}`);
    session.query("SET max_query_size = 67108864");
    // Not by `query`, which takes the text only up to its first NUL.
    if (set !== "") await session.queryAsync(`SET ${set}`);
    const target = /^INSERT INTO ([\w.]+) FORMAT (\w+)$/.exec(query.trim());
    if (call.rows !== undefined && target !== null) {
      await session.insert({ table: target[1] ?? "", values: call.rows, format: target[2] as "JSONEachRow" });
      return new Uint8Array();
    }
    return (await session.queryAsync(query, { format: call.format })).bytes();
  } finally {
    session.close();
  }
}
