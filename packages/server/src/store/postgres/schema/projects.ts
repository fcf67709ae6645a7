import { index, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Price, Redaction } from "../../../api/contract/access.ts";

const time = (column: string) => timestamp(column, { withTimezone: true, precision: 3, mode: "date" });

/** Projects with their own settings; null is the server's default. */
export const projects = pgTable("projects", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  createdAt: time("created_at").notNull().defaultNow(),
  firstSpanAt: time("first_span_at"),
  retentionDays: integer("retention_days"),
  redaction: jsonb("redaction").$type<Redaction>(),
  prices: jsonb("prices").$type<Price[]>(),
  /** 32 bytes in base64, for hashes in redacted texts. Never leaves the server. */
  hmacKey: text("hmac_key").notNull(),
  /** Counts up with every change of the settings. */
  revision: integer("revision").notNull().default(1),
});

/** Moments that charts mark: a release was shipped. */
export const releaseMarkers = pgTable(
  "release_markers",
  {
    id: text("id").primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    release: text("release").notNull(),
    time: time("time").notNull(),
    note: text("note"),
  },
  (table) => [index("release_markers_by_time").on(table.projectId, table.time)],
);
