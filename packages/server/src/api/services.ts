import type { Logger } from "pino";
import type { Access } from "../access/access.ts";
import type { ServerSettings } from "../config/settings.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { Review } from "../review/review.ts";
import type { Signals } from "../signal/signals.ts";
import type { ClickHouse } from "../store/clickhouse/clickhouse.ts";
import type { Database } from "../store/postgres/database.ts";
import type { Projects } from "../store/postgres/projects.ts";
import type { SpanReads, SpanRemovals } from "../store/spans/spans.ts";

/** Everything that the routes may use. */
export interface Services {
  settings: ServerSettings;
  clickhouse: ClickHouse;
  database: Database;
  access: Access;
  projects: Projects;
  ingest: Ingest;
  spans: SpanReads & SpanRemovals;
  signals: Signals;
  review: Review;
  log: Logger;
}
