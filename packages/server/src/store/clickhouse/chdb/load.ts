import type * as chdb from "chdb";
import { StoreError } from "../../error.ts";

type Chdb = typeof chdb;

/** One connection of chDB to its folder; runs one statement at a time. */
export type Session = InstanceType<Chdb["Session"]>;

/** What of chDB is used here. */
export type ChdbModule = Pick<Chdb, "Session" | "drainPending">;

/**
 * Loads the native engine, which is an optional dependency (about 550 MB, Linux with glibc and macOS). Throws a StoreError
 * (`unavailable`) that names the way out when it is not there or does not load.
 */
export async function loadChdb(): Promise<ChdbModule> {
  try {
    const loaded = (await import("chdb")) as Chdb & { default?: Chdb };
    return loaded.default ?? loaded;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    const what = missing
      ? "chDB, the embedded ClickHouse, is not installed"
      : `chDB, the embedded ClickHouse, does not load on ${process.platform} ${process.arch}`;
    throw new StoreError("unavailable", what, {
      hint: "npm install chdb   or use a ClickHouse server: GOLDLOOP_CLICKHOUSE_URL=http://user:password@host:8123/goldloop",
      cause,
    });
  }
}
