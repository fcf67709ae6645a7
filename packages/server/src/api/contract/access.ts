import { z } from "@hono/zod-openapi";
import { jsonValue } from "./shared.ts";

export const role = z.enum(["viewer", "reviewer", "approver", "auditor", "admin"]);
export const keyScope = z.enum(["ingest", "full"]);

export const projectSchema = z
  .object({
    id: z.string(),
    /** Unique; what queries and the web app's address name. */
    name: z.string(),
    createdAt: z.string(),
    /** Time of the first span, absent until one arrived. */
    firstSpanAt: z.string().optional(),
  })
  .openapi("Project");

export const projectListSchema = z.object({ projects: z.array(projectSchema.extend({ role })) });
export const projectBody = z.strictObject({ name: z.string().min(1).max(100) });

export const meSchema = z.object({
  /** Absent with a key. */
  person: z.object({ id: z.string(), email: z.string(), name: z.string() }).optional(),
  projects: z.array(projectSchema.extend({ role: role })),
  /** Ways to log in beside e-mail and password. */
  oidc: z.object({ name: z.string() }).optional(),
});

/** What the login page must know before anybody is logged in. */
export const loginStateSchema = z.object({
  /** No person exists yet: the one-time link printed at the start makes the first admin. */
  needsSetup: z.boolean(),
  oidc: z.object({ name: z.string() }).optional(),
});

/** The session itself is in the cookie. */
export const sessionBegunSchema = z.object({
  expiresAt: z
    .string()
    .openapi({ description: "when the session ends at the latest; earlier when it is not used for 14 days" }),
});
export const loginBody = z.strictObject({ email: z.email(), password: z.string().min(1).max(1000) });
export const setupBody = z.strictObject({
  token: z.string(),
  email: z.email(),
  name: z.string().max(200).optional(),
  password: z.string().min(12, "at least 12 characters are needed").max(1000),
  project: z.string().min(1).max(100).optional(),
});

/** Who has a one-time link asks before they fill in the form. */
export const setupCheckBody = setupBody.pick({ token: true });
export const setupCheckSchema = z.object({
  firstAdmin: z.boolean().openapi({ description: "makes the first admin, else sets the password of somebody invited" }),
});

export const personSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    memberships: z.array(
      z.object({
        project: z.string().openapi({ description: "a project's name, or * for all" }),
        role,
        expiresAt: z.string().optional(),
      }),
    ),
    lastSeenAt: z.string().optional(),
    disabled: z.boolean(),
  })
  .openapi("Person");

export const personBody = z.strictObject({
  email: z.email(),
  name: z.string().max(200).optional(),
  role,
  project: z.string().default("*"),
  /** Needed for an auditor. */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export const personListSchema = z.object({ people: z.array(personSchema) });
/** Made by an invitation: the link sets the password, once, within 7 days. */
export const invitationSchema = z.object({ person: personSchema, link: z.string() });
export const personChange = z.strictObject({
  role: role.optional(),
  project: z.string().optional(),
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
  disabled: z.boolean().optional(),
});

export const keySchema = z
  .object({
    id: z.string().openapi({ description: "the public half: `gl_pk_...`" }),
    name: z.string(),
    project: z.string(),
    scope: keyScope,
    createdAt: z.string(),
    createdBy: z.string(),
    lastUsedAt: z.string().optional(),
    /** When the first span came with this key. */
    firstSpanAt: z.string().optional(),
    revokedAt: z.string().optional(),
  })
  .openapi("Key");
export const keyBody = z.strictObject({
  name: z.string().min(1).max(200),
  scope: keyScope.default("ingest"),
});
export const keyListSchema = z.object({ keys: z.array(keySchema) });
/** The only time the secret is shown. */
export const newKeySchema = z.object({
  key: keySchema,
  secret: z.string(),
  /** id:secret in one, as Bearer clients send it. */
  token: z.string(),
});

export const auditEntrySchema = z
  .object({
    id: z.string(),
    time: z.string(),
    /** A person's e-mail, a key's id, or `system`. */
    actor: z.string(),
    action: z.string().openapi({ example: "key.create" }),
    subject: z.string(),
    project: z.string().optional(),
    before: jsonValue.optional(),
    after: jsonValue.optional(),
  })
  .openapi("AuditEntry");
export const auditListSchema = z.object({ entries: z.array(auditEntrySchema), next: z.string().optional() });

export const redactionAction = z.enum(["drop", "hash", "mask", "keep"]);
export const redactionSchema = z
  .strictObject({
    /** For every kind that `kinds` does not name. */
    action: redactionAction,
    kinds: z.record(z.string(), redactionAction).default({}),
    patterns: z
      .array(z.strictObject({ name: z.string(), pattern: z.string(), flags: z.string().optional() }))
      .default([]),
  })
  .openapi("Redaction");

export const priceSchema = z
  .strictObject({
    model: z.string(),
    inputUsdPerMillion: z.number().min(0),
    outputUsdPerMillion: z.number().min(0),
    cachedInputUsdPerMillion: z.number().min(0).optional(),
    /** Spans that start from then on are priced with it; absent: from the beginning. */
    validFrom: z.iso.datetime({ offset: true }).optional(),
  })
  .openapi("Price");

/** A project's settings, each with where its value comes from. */
export const settingsSchema = z.object({
  retentionDays: z.object({ value: z.number(), from: z.enum(["default", "environment", "project"]) }),
  redaction: z.object({ value: redactionSchema, from: z.enum(["default", "environment", "project"]) }),
  prices: z.object({ value: z.array(priceSchema), from: z.enum(["default", "environment", "project"]) }),
  /** What the server runs on; never a secret. */
  server: z.array(z.object({ name: z.string(), value: z.string(), from: z.string(), help: z.string() })),
});
export const settingsChange = z.strictObject({
  retentionDays: z.number().int().min(1).max(3650).nullable().optional(),
  redaction: redactionSchema.nullable().optional(),
  prices: z.array(priceSchema).nullable().optional(),
});
export const redactionTryBody = z.strictObject({ redaction: redactionSchema, text: z.string().max(100_000) });
export const redactionTrySchema = z.object({
  text: z.string(),
  finds: z.array(z.object({ kind: z.string(), start: z.number(), end: z.number() })),
});

/** Removes every copy: spans, scores, feedback; later parts add theirs. Exactly one of the three. */
export const erasureBody = z.strictObject({
  userId: z.string().min(1).optional(),
  sessionId: z.string().min(1).optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/i, "32 hex digits are needed")
    .optional(),
});
export const erasureSchema = z.object({
  traces: z.number(),
  spans: z.number(),
  scores: z.number(),
  /** Items of the review queues, with what was said of them. */
  reviews: z.number(),
});

export const markerBody = z.strictObject({
  release: z.string().min(1).max(200),
  time: z.iso.datetime({ offset: true }).optional(),
  note: z.string().max(2000).optional(),
});
export const markerSchema = z.object({ release: z.string(), time: z.string(), note: z.string().optional() });

export const markerListSchema = z.object({ markers: z.array(markerSchema) });

export type Role = z.infer<typeof role>;
export type KeyScope = z.infer<typeof keyScope>;
export type ProjectJson = z.infer<typeof projectSchema>;
export type Me = z.infer<typeof meSchema>;
export type PersonJson = z.infer<typeof personSchema>;
export type KeyJson = z.infer<typeof keySchema>;
export type NewKey = z.infer<typeof newKeySchema>;
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type Redaction = z.infer<typeof redactionSchema>;
export type Price = z.infer<typeof priceSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsChange = z.infer<typeof settingsChange>;
