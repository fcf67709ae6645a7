import { and, desc, eq, isNull } from "drizzle-orm";
import type { KeyJson, KeyScope, NewKey } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { keys, projects } from "../store/postgres/index.ts";
import { actorName, writeAudit } from "./audit-log.ts";
import type { AccessContext, Queryable } from "./context.ts";
import type { Principal } from "./principal.ts";
import { digestOf, randomKey } from "./secrets.ts";

/** A project's keys, revoked ones too, newest first. */
export async function listKeys(db: Queryable, projectId: string): Promise<KeyJson[]> {
  const rows = await select(db).where(eq(keys.projectId, projectId)).orderBy(desc(keys.createdAt), keys.id);
  return rows.map(shown);
}

/** Makes a key; what it returns is the only copy of its secret. */
export async function createKey(
  { database: { db }, now }: AccessContext,
  actor: Principal,
  projectId: string,
  { name, scope }: { name: string; scope: KeyScope },
): Promise<NewKey> {
  const { id, secret } = randomKey();
  const nowMs = now();
  const key = await db.transaction(async (transaction) => {
    await transaction.insert(keys).values({
      id,
      projectId,
      name,
      scope,
      secretHash: digestOf(secret),
      createdAt: new Date(nowMs),
      createdBy: actorName(actor),
    });
    await writeAudit(transaction, nowMs, actor, {
      action: "key.create",
      subject: id,
      projectId,
      after: {
        name,
        scope,
      },
    });
    const [row] = await select(transaction).where(eq(keys.id, id));
    return row;
  });
  if (key === undefined) throw new RequestError(404, "unknown-project", "there is no such project for you");
  return { key: shown(key), secret, token: `${id}:${secret}` };
}

/** Ends a key for good; one that has ended already stays as it is. Throws RequestError 404 for a key that the project does not have. */
export async function revokeKey(
  { database: { db }, now }: AccessContext,
  actor: Principal,
  projectId: string,
  id: string,
): Promise<KeyJson> {
  const nowMs = now();
  const ofProject = and(eq(keys.id, id), eq(keys.projectId, projectId));
  const row = await db.transaction(async (transaction) => {
    const ended = await transaction
      .update(keys)
      .set({ revokedAt: new Date(nowMs) })
      .where(and(ofProject, isNull(keys.revokedAt)))
      .returning({ name: keys.name, scope: keys.scope });
    const [before] = ended;
    if (before !== undefined) {
      await writeAudit(transaction, nowMs, actor, { action: "key.revoke", subject: id, projectId, before });
    }
    const [after] = await select(transaction).where(ofProject);
    return after;
  });
  if (row === undefined) throw new RequestError(404, "unknown-key", "the project has no such key");
  return shown(row);
}

function select(db: Queryable) {
  return db
    .select({ key: keys, project: projects.name })
    .from(keys)
    .innerJoin(projects, eq(projects.id, keys.projectId));
}

function shown({ key, project }: { key: typeof keys.$inferSelect; project: string }): KeyJson {
  const { id, name, scope, createdBy, lastUsedAt, firstSpanAt, revokedAt } = key;
  return {
    id,
    name,
    project,
    scope,
    createdAt: key.createdAt.toISOString(),
    createdBy,
    ...(lastUsedAt === null ? {} : { lastUsedAt: lastUsedAt.toISOString() }),
    ...(firstSpanAt === null ? {} : { firstSpanAt: firstSpanAt.toISOString() }),
    ...(revokedAt === null ? {} : { revokedAt: revokedAt.toISOString() }),
  };
}
