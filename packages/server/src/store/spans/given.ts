import type { ScoreJson } from "../../api/contract/traces.ts";
import { newest, ofProject, type Bindings } from "./bindings.ts";
import { jsonOf, present } from "./json-text.ts";
import type { Read } from "./reader.ts";

/** Scores and feedback as they are listed: whatever has a value is a score, whoever gave it. */
export interface Given {
  scores: ScoreJson[];
  feedback: ScoreJson[];
}

interface GivenRow {
  id: string;
  trace_id: string;
  span_id: string;
  session_id: string;
  name: string;
  source: ScoreJson["source"];
  feedback: 0 | 1;
  score: number | null;
  value: string;
  comment: string;
  metadata: string;
  time_ms: number;
}

const columns =
  "id, trace_id, span_id, session_id, toString(name) AS name, toString(source) AS source, feedback, score, value, comment, metadata, toFloat64(toUnixTimestamp64Milli(time)) AS time_ms";

/** What was given to the traces or sessions that `condition` chooses, oldest first; deleted ones are gone. Throws a StoreError. */
export async function givenWhere(read: Read, bindings: Bindings, condition: string): Promise<Given> {
  const rows = await read<GivenRow>(
    // By their ids, which the table is ordered by, only these rows are read whole.
    `SELECT ${columns} FROM ${newest("scores", `id IN (SELECT id FROM scores WHERE ${ofProject} AND ${condition})`)}
     WHERE deleted = 0 AND ${condition} ORDER BY time, id`,
    bindings,
  );
  return {
    scores: rows.filter((row) => row.score !== null || row.value !== "").map(scoreJson),
    feedback: rows.filter((row) => row.feedback === 1).map(scoreJson),
  };
}

function scoreJson(row: GivenRow): ScoreJson {
  return {
    id: row.id,
    ...present({ traceId: row.trace_id, spanId: row.span_id, sessionId: row.session_id }),
    name: row.name,
    source: row.source,
    ...(row.score === null ? {} : { score: row.score }),
    ...present({ value: row.value }, jsonOf),
    ...present({ comment: row.comment }),
    ...present({ metadata: row.metadata }, jsonOf),
    time: new Date(row.time_ms).toISOString(),
  };
}
