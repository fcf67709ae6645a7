import type { ClickHouseClient } from "@clickhouse/client";
import type { Lane } from "./clickhouse.ts";

/** What differs between chDB and a server. */
export interface LaneClients {
  clients: Readonly<Record<Lane, ClickHouseClient>>;
  /** Asks the engine to end a query that runs on another connection. Never throws. */
  kill(queryId: string): void;
  description: string;
  embedded: boolean;
  /** Frees everything; resolves when nothing of the engine runs any more. */
  close(): Promise<void>;
}
