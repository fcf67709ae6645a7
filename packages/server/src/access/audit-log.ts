import { and, desc, eq, lt } from "drizzle-orm";
import type { AuditEntry } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { audit, projects } from "../store/postgres/index.ts";
import type { Queryable } from "./context.ts";
import { allows, everywhere } from "./permissions.ts";
import type { Principal } from "./principal.ts";

/** Something that was changed, or tried. Never holds a secret, nor a digest of one. */
export interface Change {
  /** `key.create` */
  action: string;
  subject: string;
  /** Absent: it concerns the whole server. */
  projectId?: string | undefined;
  before?: unknown;
  after?: unknown;
}

/** A page of the log, newest first; `next` is the cursor of the one that follows. */
export interface AuditPage {
  entries: AuditEntry[];
  next?: string;
}

/** Who did it, as the log names them: a person's e-mail, a key's id, or `system`. */
export function actorName(actor: Principal | string): string {
  if (typeof actor === "string") return actor;
  return actor.kind === "person" ? actor.email : actor.keyId;
}

/** Writes one entry; give the transaction of the change, so that both are there or neither. */
export async function writeAudit(
  db: Queryable,
  atMs: number,
  actor: Principal | string,
  change: Change,
): Promise<void> {
  const { action, subject, projectId, before, after } = change;
  await db.insert(audit).values({
    time: new Date(atMs),
    actor: actorName(actor),
    action,
    subject,
    ...(projectId === undefined || projectId === everywhere ? {} : { projectId }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

/**
 * Who may read the log of every project sees everything, the server's own entries too; others see the project's. Throws
 * RequestError 400 for a cursor that is none.
 */
export async function readAudit(
  db: Queryable,
  reader: Principal,
  projectId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<AuditPage> {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
    throw new RequestError(400, "bad-cursor", "cursor: `next` of the page before is needed");
  }
  const rows = await db
    .select({ entry: audit, project: projects.name })
    .from(audit)
    .leftJoin(projects, eq(projects.id, audit.projectId))
    .where(
      and(
        allows(reader, "read-audit", everywhere) ? undefined : eq(audit.projectId, projectId),
        cursor === undefined ? undefined : lt(audit.id, Number(cursor)),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    entries: page.map(({ entry, project }) => ({
      id: String(entry.id),
      time: entry.time.toISOString(),
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      ...(entry.projectId === null ? {} : { project: project ?? entry.projectId }),
      ...(entry.before === null ? {} : { before: entry.before }),
      ...(entry.after === null ? {} : { after: entry.after }),
    })),
    ...(rows.length > limit && last !== undefined ? { next: String(last.entry.id) } : {}),
  };
}
