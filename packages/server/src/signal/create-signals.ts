import type { ClickHouse } from "../store/clickhouse/index.ts";
import type { Projects } from "../store/postgres/projects.ts";
import { Kept } from "./kept.ts";
import { signalsOf } from "./list.ts";
import type { Found } from "./overview/inbox.ts";
import { overviewOf } from "./overview/overview.ts";
import { releasesOf } from "./releases.ts";
import { rollUpProject } from "./rollup/roll-up.ts";
import { seriesOf } from "./series.ts";
import type { RollUps, Signals } from "./signals.ts";
import type { Group } from "./sums.ts";

/** Figures of so many ranges that have passed are kept. */
const mostKept = 200;

/** The signals over a store, with the work that keeps their rollups. */
export function createSignals(store: { clickhouse: ClickHouse; projects: Projects }): Signals & RollUps {
  const { clickhouse, projects } = store;
  const kept = new Kept<Group[]>(mostKept);
  const keptInbox = new Kept<Found[]>(mostKept);
  return {
    list: (project) => signalsOf(clickhouse, project),
    series: (project, name, query, range, signal) => seriesOf(store, project, name, query, range, signal),
    releases: (project, environments) => releasesOf(store, project, environments),
    overview: (project, query, range, signal) =>
      overviewOf({ ...store, kept, keptInbox }, project, query, range, signal),
    async rollUp(signal) {
      let failed: { error: unknown } | undefined;
      for (const { projectId, retentionDays } of await projects.all()) {
        if (signal.aborted) return;
        try {
          await rollUpProject(clickhouse, projectId, { retentionDays, nowMs: Date.now(), signal });
        } catch (error) {
          // The others must not wait for what one project's spans do.
          failed ??= { error };
        }
      }
      if (failed !== undefined) throw failed.error;
    },
  };
}
