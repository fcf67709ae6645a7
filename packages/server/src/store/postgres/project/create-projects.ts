import { eq, sql } from "drizzle-orm";
import type { Logger } from "pino";
import type { SettingsChange } from "../../../api/contract/access.ts";
import { RequestError } from "../../../api/problem.ts";
import type { ServerSettings } from "../../../config/index.ts";
import type { Database } from "../database.ts";
import type { Projects, ProjectSettings } from "../projects.ts";
import { projects } from "../schema/index.ts";
import { createProjectCache } from "./project-cache.ts";
import { checkChange, settingsOf, shownOf } from "./project-settings.ts";
import { readMarkers, writeMarker } from "./release-markers.ts";
import { createSightings } from "./sightings.ts";

type Row = typeof projects.$inferSelect;

interface Known {
  row: Row;
  settings: ProjectSettings;
}

/** Projects of a database; what they leave open comes from the server's settings. */
export function createProjects({
  database,
  settings: server,
  log,
}: {
  database: Database;
  settings: ServerSettings;
  log?: Logger;
}): Projects {
  const { db } = database;
  const sightings = createSightings(database, log);
  const known = (row: Row): Known => ({ row, settings: settingsOf(row, server) });
  const read = async (projectId: string, last: Known | undefined): Promise<Known> => {
    const [row] = await db.select().from(projects).where(eq(projects.id, projectId));
    if (row === undefined) throw unknownProject();
    // the same rules object, for what is made of it is remembered by it
    return last?.row.revision === row.revision ? last : known(row);
  };
  const cache = createProjectCache(read, ({ row }) => row.revision);

  return {
    settings: async (projectId) => (await cache.get(projectId)).settings,
    async shown(projectId) {
      const [row] = await db.select().from(projects).where(eq(projects.id, projectId));
      if (row === undefined) throw unknownProject();
      return shownOf(row, server);
    },
    async change(projectId, change, record) {
      checkChange(change);
      const row = await db.transaction(async (transaction) => {
        const ofProject = eq(projects.id, projectId);
        const [before] = await transaction.select().from(projects).where(ofProject).for("update");
        const [after] = await transaction
          .update(projects)
          .set({ ...changed(change), revision: sql`${projects.revision} + 1` })
          .where(ofProject)
          .returning();
        if (before === undefined || after === undefined) throw unknownProject();
        await record?.(transaction, shownOf(before, server), shownOf(after, server));
        return after;
      });
      cache.set(projectId, known(row));
    },
    async all() {
      const rows = await db.select({ projectId: projects.id, retentionDays: projects.retentionDays }).from(projects);
      return rows.map(({ projectId, retentionDays }) => ({
        projectId,
        retentionDays: retentionDays ?? server.retentionDays,
      }));
    },
    seen: (projectId, keyId) => sightings.seen(projectId, keyId),
    markers: (projectId, range) => readMarkers(database, projectId, range),
    mark: (projectId, marker, record) => writeMarker(database, projectId, marker, record),
    close: () => sightings.close(),
  };
}

/** Only what is named is changed. */
function changed(change: SettingsChange): Partial<Row> {
  const { retentionDays, redaction, prices } = change;
  return {
    ...(retentionDays === undefined ? {} : { retentionDays }),
    ...(redaction === undefined ? {} : { redaction }),
    ...(prices === undefined ? {} : { prices }),
  };
}

function unknownProject(): RequestError {
  return new RequestError(404, "unknown-project", "there is no such project");
}
