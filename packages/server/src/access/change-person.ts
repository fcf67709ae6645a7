import { eq } from "drizzle-orm";
import type { PersonJson, Role } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { people } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import type { AccessContext, Queryable } from "./context.ts";
import { checkAdminLeft, onePersonChangeAtATime } from "./last-admin.ts";
import { grant, type Grant, shownGrant } from "./membership.ts";
import { endLinksOf } from "./one-time-links.ts";
import {
  administeredProject,
  administers,
  hasArrived,
  membershipsForUpdate,
  type Person,
  showPeople,
} from "./people.ts";
import { everywhere } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { endSessionsOf } from "./sessions.ts";

/** What is to be different; absent stays as it is. */
export interface PersonChange {
  role?: Role | undefined;
  /** Where role and end count: a project's name, or `*`. Not needed for who has one role. */
  project?: string | undefined;
  /** Null: for good. One in the past ends the role. */
  expiresAt?: string | null | undefined;
  disabled?: boolean | undefined;
}

/**
 * Changes a person's role in a project, its end, or whether they may log in at all. Throws RequestError 403 and 404 for what
 * the actor does not administer, 409 when no admin would be left, 422 for a change that says too little.
 */
export async function changePerson(
  { database: { db }, now }: AccessContext,
  actor: Principal,
  id: string,
  change: PersonChange,
): Promise<PersonJson> {
  const nowMs = now();
  return db.transaction(async (transaction) => {
    await onePersonChangeAtATime(transaction);
    const [person] = await transaction.select().from(people).where(eq(people.id, id));
    const had = await membershipsForUpdate(transaction, id);
    const isVisible = had.some(({ project }) => project === everywhere || administers(actor, project));
    if (person === undefined || !(isVisible || administers(actor, everywhere))) {
      throw new RequestError(404, "unknown-person", "there is no such person for you");
    }
    if (change.role !== undefined || change.expiresAt !== undefined) {
      await changeGrant(transaction, actor, { person, had, change, nowMs });
    }
    if (change.disabled !== undefined && change.disabled !== person.disabled) {
      if (!had.every(({ project }) => administers(actor, project))) {
        const hint = "ask an admin of all projects";
        throw new RequestError(403, "not-allowed", "this person belongs to projects that are not yours", hint);
      }
      await setDisabled(transaction, actor, { person, disabled: change.disabled, nowMs });
    }
    if (had.some(({ project, role }) => project === everywhere && role === "admin")) await checkAdminLeft(transaction);
    const [changed] = await transaction.select().from(people).where(eq(people.id, id));
    const [shown] = await showPeople(transaction, actor, [changed as Person]);
    return shown as PersonJson;
  });
}

interface GrantChange {
  person: Person;
  had: Grant[];
  change: PersonChange;
  nowMs: number;
}

async function changeGrant(
  transaction: Queryable,
  actor: Principal,
  { person, had, change, nowMs }: GrantChange,
): Promise<void> {
  const { project, name } = await placeOf(transaction, actor, had, change.project);
  const before = had.find((one) => one.project === project);
  const role = change.role ?? before?.role;
  if (role === undefined) throw new RequestError(422, "role-needed", "the person has no role there: say which");
  if (before === undefined && !hasArrived(person)) {
    throw new RequestError(
      409,
      "not-arrived",
      "this person has not answered their invitation yet",
      "invite them there: that ends the link that was handed out",
    );
  }
  const { expiresAt } = change;
  const end = expiresAt === undefined ? (before?.expiresAt ?? null) : expiresAt === null ? null : new Date(expiresAt);
  const after = { project, role, expiresAt: end };
  await grant(transaction, person.id, after);
  await writeAudit(transaction, nowMs, actor, {
    action: "person.change",
    subject: person.email,
    projectId: project,
    ...(before === undefined ? {} : { before: shownGrant(before, name) }),
    after: shownGrant(after, name),
  });
}

async function placeOf(
  transaction: Queryable,
  actor: Principal,
  had: readonly Grant[],
  name: string | undefined,
): Promise<{ project: string; name: string }> {
  if (name !== undefined) return { project: await administeredProject(transaction, actor, name), name };
  const [only, ...more] = had.filter(({ project }) => administers(actor, project));
  if (only === undefined || more.length > 0) {
    throw new RequestError(422, "project-needed", "say in which project", '"project": "NAME", or * for all');
  }
  return { project: only.project, name: only.project };
}

async function setDisabled(
  transaction: Queryable,
  actor: Principal,
  { person, disabled, nowMs }: { person: Person; disabled: boolean; nowMs: number },
): Promise<void> {
  await transaction.update(people).set({ disabled }).where(eq(people.id, person.id));
  if (disabled) {
    await endSessionsOf(transaction, person.id);
    await endLinksOf(transaction, person.id);
  }
  await writeAudit(transaction, nowMs, actor, {
    action: disabled ? "person.disable" : "person.enable",
    subject: person.email,
    before: { disabled: !disabled },
    after: { disabled },
  });
}
