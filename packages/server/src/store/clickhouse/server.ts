import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from "@clickhouse/client";
import { InputError } from "goldloop/error";
import { StoreError } from "../error.ts";
import type { LaneClients } from "./lane-clients.ts";
import { storeErrorOf } from "./store-failure.ts";

/** The version that chDB embeds; older ones were not tried. */
const oldest = { major: 26, minor: 7 };

const killTries = 5;
const killEveryMs = 200;

/**
 * Clients of a ClickHouse server, one with its own connections for each lane. Makes the database when it is missing.
 * Throws InputError when the URL is none, StoreError when the server does not answer or refuses.
 */
export async function connectServer(url: string, options: { readers?: number } = {}): Promise<LaneClients> {
  const target = parsed(url);
  const database = decodeURIComponent(target.pathname.replace(/^\//, "")) || "default";
  const client = (connections: number, over: string | undefined = database): ClickHouseClient =>
    createClient({
      url: target.origin,
      username: decodeURIComponent(target.username) || "default",
      password: decodeURIComponent(target.password),
      database: over,
      application: "goldloop",
      max_open_connections: connections,
      // Each call has a limit of its own; this one only ends what hangs for ever.
      request_timeout: 3_600_000,
      compression: { request: false, response: false },
      keep_alive: { enabled: true },
      clickhouse_settings: overHttp,
      use_multipart_params_auto: true,
      log: { level: ClickHouseLogLevel.OFF },
    });

  const control = client(2, "system");
  const clients = { query: client(options.readers ?? 10), ingest: client(4), background: client(4) };
  const close = async (): Promise<void> => {
    await Promise.all([control, ...Object.values(clients)].map((one) => one.close()));
  };
  try {
    const version = await prepare(control, database);
    return {
      clients,
      kill: (queryId) => void killed(control, queryId),
      description: `ClickHouse ${version} at ${target.host}`,
      embedded: false,
      close,
    };
  } catch (error) {
    await close();
    throw storeErrorOf(error);
  }
}

const overHttp: ClickHouseSettings = {
  // A failure after the first rows comes as a failure, never as rows that just end.
  wait_end_of_query: 1,
  output_format_json_quote_64bit_integers: 1,
};

function parsed(url: string): URL {
  const hint = "GOLDLOOP_CLICKHOUSE_URL=http://user:password@host:8123/goldloop";
  if (!URL.canParse(url)) throw new InputError("clickhouse-url", "the address of ClickHouse is no URL", { hint });
  const target = new URL(url);
  if (!/^https?:$/.test(target.protocol)) {
    throw new InputError("clickhouse-url", `ClickHouse is reached over http or https, not ${target.protocol}`, {
      hint,
    });
  }
  return target;
}

async function prepare(control: ClickHouseClient, database: string): Promise<string> {
  const answer = await control.query({
    query: "SELECT version() AS version, (SELECT count() FROM system.databases WHERE name = {name:String}) AS known",
    query_params: { name: database },
    format: "JSONEachRow",
  });
  const [row] = await answer.json<{ version: string; known: string }>();
  if (row === undefined) throw new StoreError("unavailable", "ClickHouse answered with nothing");
  const [major = 0, minor = 0] = row.version.split(".").map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new StoreError("rejected", `ClickHouse ${major}.${minor} is too old`, {
      hint: `use ClickHouse ${oldest.major}.${oldest.minor} or newer: its text indexes are needed`,
    });
  }
  if (row.known === "0") {
    await control.command({
      query: "CREATE DATABASE IF NOT EXISTS {name:Identifier}",
      query_params: { name: database },
    });
  }
  return `${major}.${minor}`;
}

/** A query that was given up may not have arrived yet: asks until there was something to end. */
async function killed(control: ClickHouseClient, queryId: string): Promise<void> {
  for (let tries = 0; tries < killTries; tries += 1) {
    try {
      const answer = await control.query({
        query: "KILL QUERY WHERE query_id = {id:String} ASYNC",
        query_params: { id: queryId },
        format: "JSONEachRow",
      });
      if ((await answer.json()).length > 0) return;
    } catch {
      // Tried again; at worst the query ends at its own limit.
    }
    await new Promise((done) => setTimeout(done, killEveryMs).unref());
  }
}
