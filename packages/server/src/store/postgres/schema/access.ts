import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { KeyScope, Role } from "../../../api/contract/access.ts";
import { projects } from "./projects.ts";

const time = (column: string) => timestamp(column, { withTimezone: true, precision: 3, mode: "date" });

/** Who logs in. */
export const people = pgTable("people", {
  id: text("id").primaryKey(),
  /** Lower case. */
  email: text("email").notNull().unique(),
  name: text("name").notNull(),
  /** `scrypt$N$r$p$salt$hash`; null for those who never set one. */
  passwordHash: text("password_hash"),
  /** `issuer subject` of OpenID Connect. */
  oidcSubject: text("oidc_subject").unique(),
  disabled: boolean("disabled").notNull().default(false),
  createdAt: time("created_at").notNull().defaultNow(),
  lastSeenAt: time("last_seen_at"),
});

/** What a person may do where: `project` is an id, or `*` for all. */
export const memberships = pgTable(
  "memberships",
  {
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    project: text("project").notNull(),
    role: text("role").$type<Role>().notNull(),
    expiresAt: time("expires_at"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.project] })],
);

/** Logged-in browsers, by the digest of their cookie. */
export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    tokenHash: text("token_hash").notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    createdAt: time("created_at").notNull().defaultNow(),
    expiresAt: time("expires_at").notNull(),
    lastSeenAt: time("last_seen_at"),
  },
  (table) => [uniqueIndex("sessions_by_token").on(table.tokenHash), index("sessions_by_person").on(table.personId)],
);

/** Links that work once: the first admin's (no person), and invitations. By the digest of their token. */
export const invitations = pgTable("invitations", {
  tokenHash: text("token_hash").primaryKey(),
  personId: text("person_id").references(() => people.id, { onDelete: "cascade" }),
  createdAt: time("created_at").notNull().defaultNow(),
  expiresAt: time("expires_at").notNull(),
  usedAt: time("used_at"),
});

/** Keys of programs, each of one project; the secret is kept as a digest. */
export const keys = pgTable(
  "keys",
  {
    id: text("id").primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    scope: text("scope").$type<KeyScope>().notNull(),
    /** SHA-256 of the secret, which is 256 random bits. */
    secretHash: text("secret_hash").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    lastUsedAt: time("last_used_at"),
    firstSpanAt: time("first_span_at"),
    revokedAt: time("revoked_at"),
  },
  (table) => [uniqueIndex("keys_by_secret").on(table.secretHash), index("keys_by_project").on(table.projectId)],
);

/** Failed logins of the last while, which slow down guessing on every machine alike. */
export const loginFailures = pgTable(
  "login_failures",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** `email ana@example.com` or `from 203.0.113.7`. */
    subject: text("subject").notNull(),
    time: time("time").notNull().defaultNow(),
  },
  (table) => [index("login_failures_by_subject").on(table.subject, table.time)],
);

/** Every change, never changed itself. */
export const audit = pgTable(
  "audit",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    time: time("time").notNull().defaultNow(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    /** Null: it concerns the whole server. Kept when a project goes. */
    projectId: text("project_id"),
    before: jsonb("before"),
    after: jsonb("after"),
  },
  (table) => [index("audit_by_project").on(table.projectId, table.id)],
);
