import { randomUUID } from "node:crypto";
import { and, asc, eq, gte, lte } from "drizzle-orm";
import { RequestError } from "../../../api/problem.ts";
import { StoreError } from "../../error.ts";
import type { Database } from "../database.ts";
import type { Projects } from "../projects.ts";
import { releaseMarkers } from "../schema/index.ts";
import { constraintOf } from "../store-failure.ts";

type Marker = Awaited<ReturnType<Projects["mark"]>>;

/** Reads the markers of a project from `fromMs` to `toMs`, both included, the oldest first. Throws a StoreError. */
export async function readMarkers(
  { db }: Pick<Database, "db">,
  projectId: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<Marker[]> {
  const { projectId: project, time } = releaseMarkers;
  const rows = await db
    .select()
    .from(releaseMarkers)
    .where(and(eq(project, projectId), gte(time, new Date(fromMs)), lte(time, new Date(toMs))))
    .orderBy(asc(time), asc(releaseMarkers.id));
  return rows.map(shown);
}

/** Marks a moment, now unless it is given. Throws RequestError 404 when the project does not exist, a StoreError otherwise. */
export async function writeMarker(
  { db }: Pick<Database, "db">,
  projectId: string,
  { release, time, note }: Parameters<Projects["mark"]>[1],
  record?: Parameters<Projects["mark"]>[2],
): Promise<Marker> {
  try {
    return await db.transaction(async (transaction) => {
      const [row] = await transaction
        .insert(releaseMarkers)
        .values({ id: randomUUID(), projectId, release, time: new Date(time ?? Date.now()), note })
        .returning();
      if (row === undefined) throw new StoreError("rejected", "the marker was not stored");
      const marker = shown(row);
      await record?.(transaction, marker);
      return marker;
    });
  } catch (error) {
    if (constraintOf(error) !== "release_markers_project_id_projects_id_fk") throw error;
    throw new RequestError(404, "unknown-project", "there is no such project");
  }
}

function shown({ release, time, note }: typeof releaseMarkers.$inferSelect): Marker {
  return { release, time: time.toISOString(), ...(note === null ? {} : { note }) };
}
