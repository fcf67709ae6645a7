import type { Logger } from "pino";
import type { ServerSettings } from "../config/index.ts";
import type { Database, Queryable } from "../store/postgres/database.ts";
import type { Passwords } from "./passwords.ts";

/** What every part of this room works with. */
export interface AccessContext {
  readonly database: Database;
  readonly settings: Pick<ServerSettings, "init" | "oidc" | "roles">;
  readonly log: Logger;
  readonly passwords: Passwords;
  /** Ms since 1970. */
  readonly now: () => number;
}

/** The database, or a transaction of it. */
export type { Queryable };

/** For `pg_advisory_xact_lock`: what must not happen on two machines at once. Any fixed numbers do. */
export const locks = { firstAdmin: 1_196_379_205, admins: 1_196_379_206 } as const;
