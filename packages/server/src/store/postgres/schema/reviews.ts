import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ReviewQueue, ReviewReason, ReviewSetup } from "../../../api/contract/reviews.ts";
import { projects } from "./projects.ts";

const time = (column: string) => timestamp(column, { withTimezone: true, precision: 3, mode: "date" });
const ofProject = () =>
  text("project_id")
    .notNull()
    .references(() => projects.id, { onDelete: "cascade" });

/** What a project wants to be reviewed, and by which labels; without a row the defaults count. */
export const reviewSetups = pgTable("review_setups", {
  projectId: text("project_id")
    .primaryKey()
    .references(() => projects.id, { onDelete: "cascade" }),
  setup: jsonb("setup").$type<ReviewSetup>().notNull(),
  /** Whatever arrived until then has been looked at, ms since 1970. */
  filledUntilMs: bigint("filled_until_ms", { mode: "number" }).notNull().default(0),
});

/** Failures of one kind. */
export const failureGroups = pgTable(
  "failure_groups",
  {
    id: text("id").primaryKey(),
    projectId: ofProject(),
    /** Of the items that others are compared with, the first stands for the group. */
    like: jsonb("like_items").$type<string[]>().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [index("failure_groups_by_project").on(table.projectId)],
);

/** Traces that people are to look at, one row for each trace and queue. */
export const reviewItems = pgTable(
  "review_items",
  {
    id: text("id").primaryKey(),
    projectId: ofProject(),
    queue: text("queue").$type<ReviewQueue>().notNull(),
    state: text("state").$type<"open" | "done">().notNull().default("open"),
    traceId: text("trace_id").notNull(),
    traceTime: time("trace_time").notNull(),
    addedAt: time("added_at").notNull().defaultNow(),
    reasons: jsonb("reasons").$type<{ kind: ReviewReason; detail?: string }[]>().notNull(),
    probability: doublePrecision("probability"),
    /** How many answers it takes. */
    wanted: integer("wanted").notNull().default(1),
    input: text("input").notNull(),
    output: text("output").notNull(),
    error: text("error").notNull(),
    route: text("route").notNull(),
    release: text("release").notNull(),
    environment: text("environment").notNull(),
    sessionId: text("session_id").notNull(),
    userId: text("user_id").notNull(),
    groupId: text("group_id").references(() => failureGroups.id, { onDelete: "set null" }),
    reservedBy: text("reserved_by"),
    reservedUntil: time("reserved_until"),
  },
  (table) => [
    uniqueIndex("review_items_by_trace").on(table.projectId, table.traceId, table.queue),
    index("review_items_by_queue").on(table.projectId, table.queue, table.state, table.traceTime),
    index("review_items_by_group").on(table.groupId),
  ],
);

/** What a reviewer said of an item; the last word of each counts. */
export const reviewAnswers = pgTable(
  "review_answers",
  {
    itemId: text("item_id")
      .notNull()
      .references(() => reviewItems.id, { onDelete: "cascade" }),
    /** A person's e-mail or a key's id, as in the audit log. */
    reviewer: text("reviewer").notNull(),
    label: text("label").notNull(),
    passes: text("passes").$type<"yes" | "no" | "open">().notNull(),
    note: text("note"),
    correction: text("correction"),
    time: time("time").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.reviewer] })],
);
