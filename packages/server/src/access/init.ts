import { eq } from "drizzle-orm";
import { InputError } from "goldloop/error";
import { keys, people } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import type { AccessContext, Queryable } from "./context.ts";
import { keyOf } from "./credentials.ts";
import { emailOf } from "./emails.ts";
import { makeLink } from "./one-time-links.ts";
import { projectName } from "./projects.ts";
import { digestOf } from "./secrets.ts";
import { addAdmin, ensureProject, needsSetup, oneFirstAdminAtATime } from "./setup.ts";

const shortestSecret = 20;

/**
 * Makes what the init variables name and is not there: project, key, admin. Started again it changes nothing, but that a key
 * whose secret is another one gets it. Then, while nobody administers the server, returns the token of the link that makes the
 * first admin. Throws InputError for a key that cannot be.
 */
export async function prepare(context: AccessContext): Promise<string | undefined> {
  const { database, settings, now, passwords } = context;
  const { project, apiKey, adminEmail, adminPassword } = settings.init;
  const key = apiKey === undefined ? undefined : initKey(apiKey);
  const passwordHash =
    adminEmail === undefined || adminPassword === undefined || (await exists(database.db, emailOf(adminEmail)))
      ? undefined
      : await passwords.hash(adminPassword);
  return database.db.transaction(async (transaction) => {
    await oneFirstAdminAtATime(transaction);
    if (project !== undefined) {
      const projectId = await ensureProject(transaction, projectName(project), "system", now());
      if (key !== undefined) await ensureKey(context, transaction, { ...key, projectId });
    }
    if (passwordHash !== undefined && adminEmail !== undefined) {
      const email = emailOf(adminEmail);
      if (!(await exists(transaction, email))) {
        await addAdmin(transaction, { email, name: undefined, passwordHash }, now());
      }
    }
    const asked = settings.roles.includes("api") && (await needsSetup(transaction));
    return asked ? makeLink(transaction, null, now()) : undefined;
  });
}

async function exists(db: Queryable, email: string): Promise<boolean> {
  return (await db.select({ id: people.id }).from(people).where(eq(people.email, email))).length > 0;
}

function initKey(written: string): { id: string; secretHash: string } {
  const key = keyOf(written);
  if (key === undefined || key.secret.length < shortestSecret || /\s/.test(written)) {
    throw new InputError("init-key", "GOLDLOOP_INIT_API_KEY is no key that can be used", {
      hint: `ID:SECRET, or a secret, of at least ${shortestSecret} characters`,
    });
  }
  const secretHash = digestOf(key.secret);
  // A secret alone gets an id that is the same at every start, and tells nothing of it.
  return { id: key.id ?? `gl_pk_${digestOf(secretHash).slice(0, 16)}`, secretHash };
}

async function ensureKey(
  { now, log }: AccessContext,
  transaction: Queryable,
  { id, secretHash, projectId }: { id: string; secretHash: string; projectId: string },
): Promise<void> {
  const [known] = await transaction.select().from(keys).where(eq(keys.id, id));
  const [sameSecret] = await transaction.select().from(keys).where(eq(keys.secretHash, secretHash));
  if ((known !== undefined && known.projectId !== projectId) || (sameSecret !== undefined && sameSecret.id !== id)) {
    throw new InputError("init-key-taken", "GOLDLOOP_INIT_API_KEY is another key already", {
      hint: "give another id and another secret",
    });
  }
  if (known === undefined) {
    const values = { id, projectId, name: "init", scope: "full", secretHash, createdBy: "system" } as const;
    await transaction.insert(keys).values({ ...values, createdAt: new Date(now()) });
    const after = { name: "init", scope: "full" };
    await writeAudit(transaction, now(), "system", { action: "key.create", subject: id, projectId, after });
  } else if (known.secretHash !== secretHash) {
    await transaction.update(keys).set({ secretHash, revokedAt: null }).where(eq(keys.id, id));
    await writeAudit(transaction, now(), "system", { action: "key.rotate", subject: id, projectId });
  } else if (known.revokedAt !== null) log.warn({ key: id }, "the key of GOLDLOOP_INIT_API_KEY was revoked");
}
