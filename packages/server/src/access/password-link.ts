import { eq } from "drizzle-orm";
import type { PersonJson } from "../api/contract/access.ts";
import { RequestError } from "../api/problem.ts";
import { people } from "../store/postgres/index.ts";
import { writeAudit } from "./audit-log.ts";
import type { AccessContext } from "./context.ts";
import { onePersonChangeAtATime } from "./last-admin.ts";
import { endLinksOf, makeLink } from "./one-time-links.ts";
import { administers, membershipsForUpdate, showPeople } from "./people.ts";
import type { Principal } from "./principal.ts";

/**
 * Makes the link with which somebody sets a new password, a path of the web app; links from before end. Nothing else changes
 * until it is used: then the old password and all sessions end. Whoever holds it gets all that the person has, so only those who
 * administer all of that may make one. Throws RequestError 403, 404, 409 for a disabled person.
 */
export async function makePasswordLink(
  { database: { db }, now }: AccessContext,
  actor: Principal,
  id: string,
): Promise<{ person: PersonJson; link: string }> {
  const nowMs = now();
  return db.transaction(async (transaction) => {
    await onePersonChangeAtATime(transaction);
    const [person] = await transaction.select().from(people).where(eq(people.id, id));
    const had = await membershipsForUpdate(transaction, id);
    if (person === undefined || !had.some(({ project }) => administers(actor, project))) {
      throw new RequestError(404, "unknown-person", "there is no such person for you");
    }
    if (!had.every(({ project }) => administers(actor, project))) {
      const hint = "ask an admin of all projects";
      throw new RequestError(403, "not-allowed", "this person belongs to projects that are not yours", hint);
    }
    if (person.disabled) throw new RequestError(409, "person-disabled", "this person is disabled", "enable them first");
    await endLinksOf(transaction, id);
    const token = await makeLink(transaction, id, nowMs);
    const [one] = had;
    await writeAudit(transaction, nowMs, actor, {
      action: "person.password-link",
      subject: person.email,
      ...(had.length === 1 && one !== undefined ? { projectId: one.project } : {}),
    });
    const [shown] = await showPeople(transaction, actor, [person]);
    return { person: shown as PersonJson, link: `/setup?token=${token}&email=${encodeURIComponent(person.email)}` };
  });
}
