import type { ClickHouse } from "../../store/clickhouse/index.ts";
import type { ReviewContext } from "../context.ts";
import { addNoticed } from "./fill.ts";
import type { Noticed } from "./notice.ts";

type Row = Pick<Noticed, "id" | "firstUs" | "lastUs" | "startMs"> & { cause: [span: string, message: string] };

/** Puts traces into the queue because somebody wants them there. Throws a StoreError. */
export async function addByHand(
  context: ReviewContext,
  projectId: string,
  traceIds: readonly string[],
  note: string | undefined,
): Promise<{ added: number; known: number; unknown: string[] }> {
  const ids = [...new Set(traceIds.map((id) => id.toLowerCase()))];
  const rows = await found(context.clickhouse, projectId, ids);
  const noticed = rows.map(({ cause: [span, message], ...where }): Noticed => ({
    ...where,
    reasons: [{ kind: "hand", ...(note === undefined || note === "" ? {} : { detail: note }) }],
    error: span === "" ? "" : `${span}${message === "" ? "" : `: ${message}`}`,
    sampled: false,
  }));
  const added = await addNoticed(context, projectId, noticed, { probability: 0, wanted: 1 });
  const known = new Set(rows.map(({ id }) => id));
  return { added, known: rows.length - added, unknown: ids.filter((id) => !known.has(id)) };
}

async function found(clickhouse: ClickHouse, project: string, ids: readonly string[]): Promise<Row[]> {
  return await clickhouse.rows<Row>(
    `SELECT trace_id AS id, toString(min(us)) AS firstUs, toString(max(us)) AS lastUs,
       toFloat64(if(countIf(parent_span_id = '') > 0, minIf(us, parent_span_id = ''), min(us))) / 1000 AS startMs,
       argMinIf((toString(name), substringUTF8(status_message, 1, 300)), (parent_span_id = '', start, span_id), status = 'error') AS cause
     FROM (SELECT *, toUnixTimestamp64Micro(start) AS us FROM spans FINAL PREWHERE project = {project:String} AND trace_id IN {ids:Array(String)})
     GROUP BY trace_id`,
    { parameters: { project, ids } },
  );
}
