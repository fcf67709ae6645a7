import type { RedactionRules } from "goldloop/redaction";
import type { Price, Settings, SettingsChange } from "../../api/contract/access.ts";
import type { Queryable } from "./database.ts";

/** What ingest needs to know of a project. */
export interface ProjectSettings {
  projectId: string;
  retentionDays: number;
  /** Plain data, with the project's HMAC key: it travels to threads. */
  redaction: RedactionRules;
  /** The project's own prices, all versions. */
  prices: readonly Price[];
  /** Changes whenever any of the above does. */
  version: string;
}

/**
 * Settings and release markers of projects, kept in memory; a change counts at once here and within 5 s on other machines. While
 * the database is away, what is known goes on to count. Throws RequestError 404 for a project that does not exist.
 */
export interface Projects {
  settings(projectId: string): Promise<ProjectSettings>;
  /** For the settings page: each value with where it comes from. */
  shown(projectId: string): Promise<Omit<Settings, "server">>;
  /** Null takes a value back to its default. Throws RequestError 422 for rules that do not compile and for prices of which two would count. */
  change(
    projectId: string,
    change: SettingsChange,
    /** Writes the change down elsewhere, in its transaction. */
    record?: (
      transaction: Queryable,
      before: Omit<Settings, "server">,
      after: Omit<Settings, "server">,
    ) => Promise<void>,
  ): Promise<void>;
  /** Every project's id and retention, for the job that removes what is too old. */
  all(): Promise<{ projectId: string; retentionDays: number }[]>;
  /** Remembers when the first span of a project and of a key arrived. Cheap to call often. */
  seen(projectId: string, keyId: string): void;
  markers(
    projectId: string,
    range: { fromMs: number; toMs: number },
  ): Promise<{ release: string; time: string; note?: string }[]>;
  mark(
    projectId: string,
    marker: { release: string; time?: string; note?: string },
    /** Writes the marker down elsewhere, in its transaction. */
    record?: (transaction: Queryable, marker: { release: string; time: string; note?: string }) => Promise<void>,
  ): Promise<{ release: string; time: string; note?: string }>;
  /** Writes what was seen and not yet written. */
  close(): Promise<void>;
}
