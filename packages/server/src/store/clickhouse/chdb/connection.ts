import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Session } from "./load.ts";
import type { SessionPool } from "./session-pool.ts";
import { inlineSettings, mentions, preambleOf, type Connection } from "./statement.ts";

type QueryCall = Parameters<Connection["query"]>[0];

/** Ends a running statement by the mark that it carries; called again until the statement is gone. */
export type Kill = (mark: string) => void;

const killEveryMs = 100;

/**
 * A connection for `@clickhouse/client` over sessions of chDB. Statements carry their query id as `log_comment`, because
 * chDB chooses query ids itself. An abort rejects at once and kills the statement; its session is free when it has really
 * ended. Does not close the pool.
 */
export function chdbConnection(pool: SessionPool, kill: Kill): Connection {
  const run = async <T>(
    call: Omit<QueryCall, "query">,
    work: (session: Session, settings: NonNullable<QueryCall["clickhouse_settings"]>) => Promise<T>,
    sql: string,
  ): Promise<{ done: T; query_id: string }> => {
    const mark = call.query_id ?? randomUUID();
    const parameters = call.query_params ?? {};
    let lent = await pool.take(call.abort_signal);
    // A parameter of an earlier statement must not fill one that the caller forgot.
    while ([...lent.parameters].some((name) => !Object.hasOwn(parameters, name) && mentions(sql, name))) {
      pool.drop(lent);
      lent = await pool.take(call.abort_signal);
    }
    for (const name of Object.keys(parameters)) lent.parameters.add(name);
    const running = started(() => work(lent.session, { ...call.clickhouse_settings, log_comment: mark }));
    running.then(
      () => pool.give(lent),
      () => pool.drop(lent),
    );
    return { done: await abandonable(running, call.abort_signal, () => kill(mark)), query_id: mark };
  };

  const select = async (call: QueryCall): Promise<{ stream: Readable; query_id: string }> => {
    const { done, query_id } = await run(
      call,
      (session, settings) => session.queryAsync(preambleOf(settings, call.query_params ?? {}) + call.query),
      call.query,
    );
    return { stream: streamOf(done.bytes()), query_id };
  };

  return {
    async query(call) {
      return { ...(await select(call)), ...answered };
    },
    async command(call) {
      const { query_id } = await select(call);
      return { query_id, ...answered };
    },
    async exec({ values, ...call }) {
      if (values === undefined) return { ...(await select(call)), ...answered };
      const { query_id } = await insert(call, values);
      return { stream: streamOf(new Uint8Array()), query_id, ...answered };
    },
    async insert({ values, ...call }) {
      const { query_id } = await insert(call, values);
      return { query_id, ...answered };
    },
    async ping(call) {
      try {
        await select({ ...call, query: "SELECT 1" });
        return { success: true };
      } catch (error) {
        return { success: false, error: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    close: () => Promise.resolve(),
  };

  async function insert(call: QueryCall, values: string | Readable): Promise<{ query_id: string }> {
    const target = /^INSERT INTO ([\w.]+)(?: \(([\w, ]+)\))?\s+FORMAT (JSONEachRow|JSONCompactEachRow)$/.exec(
      call.query.trim(),
    );
    if (target === null) throw new TypeError("chDB takes rows as INSERT INTO table FORMAT JSONEachRow only");
    const [, table = "", columns, format] = target;
    const body = await collected(values);
    return await run(
      call,
      (session, settings) =>
        session.insert({
          table,
          values: body,
          format: format as "JSONEachRow",
          columns: columns?.split(",").map((column) => column.trim()),
          settings: inlineSettings(settings),
        }),
      call.query,
    );
  }
}

const answered = { response_headers: {}, http_status_code: 200 };

/** A native call can throw at once as well as reject. */
async function started<T>(work: () => Promise<T>): Promise<T> {
  return await work();
}

function streamOf(bytes: Uint8Array): Readable {
  const stream = Readable.from(bytes.length === 0 ? [] : [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)], {
    objectMode: false,
  });
  // The client destroys streams that nobody reads with an error; nobody listens then.
  stream.on("error", () => undefined);
  return stream;
}

async function collected(values: string | Readable): Promise<Buffer> {
  if (typeof values === "string") return Buffer.from(values);
  const chunks: Buffer[] = [];
  for await (const chunk of values) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer));
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** The outcome of `running`, or the signal's reason as soon as it is aborted; then it kills until `running` has ended. */
async function abandonable<T>(running: Promise<T>, signal: AbortSignal | undefined, kill: () => void): Promise<T> {
  if (signal === undefined) return await running;
  return await new Promise<T>((resolve, reject) => {
    const abandon = (): void => {
      reject(signal.reason);
      kill();
      // The statement may not have reached the engine yet when the first kill comes.
      const again = setInterval(kill, killEveryMs);
      const settled = (): void => clearInterval(again);
      running.then(settled, settled);
    };
    if (signal.aborted) abandon();
    else signal.addEventListener("abort", abandon, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", abandon));
  });
}
