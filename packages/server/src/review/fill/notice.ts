import type { ReviewReason, ReviewSetup } from "../../api/contract/reviews.ts";
import type { ClickHouse, QueryParameter } from "../../store/clickhouse/index.ts";
import { comparisonOf } from "../../store/spans/index.ts";

/** A trace that somebody should look at, and where its spans lie. */
export interface Noticed {
  id: string;
  /** µs since 1970. */
  firstUs: string;
  lastUs: string;
  /** When its root started, or its first span, ms since 1970. */
  startMs: number;
  reasons: { kind: ReviewReason; detail?: string }[];
  /** The innermost span that failed, and what it said; empty when none did. */
  error: string;
  sampled: boolean;
}

/** What arrived from after `sinceMs` to `untilMs`, ms since 1970. */
export interface Arrival {
  sinceMs: number;
  untilMs: number;
}

/** Without a root a trace is looked at so long after its last sign of failure. */
const rootlessMs = 30 * 60_000;
/** Spans that arrive later than this after their start are not looked at. */
const reachMs = 7 * 86_400_000;
/** A longer stretch with more than that is to be asked for in parts. */
const most = 2_000;
/** What arrived in one millisecond cannot be divided. */
const shortestMs = 1;
const longestDetail = 300;

interface Row {
  id: string;
  firstUs: string;
  lastUs: string;
  startMs: number;
  errors: number;
  refusals: number;
  toolErrors: number;
  cause: [span: string, message: string];
  disliked: string[];
  low: string[];
  sampled: 0 | 1;
}

const moment = (ms: number): string => `fromUnixTimestamp64Milli(toInt64(${Math.floor(ms)}), 'UTC')`;
const isError = "(status = 'error' AND kind != 'tool')";
const isMark = "(name = 'reviewed' AND JSONHas(metadata, 'inbox'))";

/**
 * Traces that the rules name, or that are drawn at random, among those of which something arrived: whole ones, and those whose root
 * did not come. Whether a trace is drawn follows from its id alone. Undefined for a stretch that holds too many for one turn. Throws a StoreError.
 */
export async function notice(
  clickhouse: ClickHouse,
  project: string,
  { rules, sampleRate }: Pick<ReviewSetup, "rules" | "sampleRate">,
  { sinceMs, untilMs }: Arrival,
  signal?: AbortSignal,
): Promise<Noticed[] | undefined> {
  const wanted = [
    rules.errors ? isError : "",
    rules.refusals ? "refusal = 1" : "",
    rules.toolErrors ? "tool_error = 1" : "",
  ].filter((one) => one !== "");
  const failed = wanted.length === 0 ? "0" : `(${wanted.join(" OR ")})`;
  const mine = "project = {project:String}";
  const arrived = (laterMs: number): string =>
    `${mine} AND ingested_at > ${moment(sinceMs - laterMs)} AND ingested_at <= ${moment(untilMs - laterMs)} AND start >= ${moment(sinceMs - reachMs)}`;
  const parameters: Record<string, QueryParameter> = { project, rate: sampleRate };
  const low = rules.scores.map((text, at) => {
    const { name, operator, number } = comparisonOf("score", text);
    parameters[`score${at}`] = name;
    parameters[`least${at}`] = number ?? 0;
    return `(name = {score${at}:String} AND score ${operator === "<=" ? "<=" : "<"} {least${at}:Float64})`;
  });
  const disliked = rules.feedback ? "(feedback = 1 AND source != 'system' AND score < 0.5)" : "0";
  const isLow = low.length === 0 ? "0" : `(${low.join(" OR ")})`;
  const given = `FROM scores FINAL WHERE ${mine} AND deleted = 0 AND trace_id != '' AND NOT ${isMark} AND (${disliked} OR ${isLow})`;
  const sampled = "cityHash64('review', trace_id) < {rate:Float64} * pow(2, 64)";
  const rows = await clickhouse.rows<Row>(
    `SELECT trace_id AS id, toString(min(us)) AS firstUs, toString(max(us)) AS lastUs,
       toFloat64(if(roots > 0, minIf(us, parent_span_id = ''), min(us))) / 1000 AS startMs,
       countIf(parent_span_id = '') AS roots, toUInt32(countIf(${isError})) AS errors,
       toUInt32(countIf(refusal = 1)) AS refusals, toUInt32(countIf(tool_error = 1)) AS toolErrors,
       argMinIf((toString(name), substringUTF8(status_message, 1, ${longestDetail})), (parent_span_id = '', start, span_id), status = 'error') AS cause,
       any(said.disliked) AS disliked, any(said.low) AS low, toUInt8(${sampled}) AS sampled
     FROM (
       SELECT *, toUnixTimestamp64Micro(start) AS us FROM spans FINAL
       PREWHERE trace_id IN (
         SELECT trace_id FROM spans WHERE ${arrived(0)} AND (parent_span_id = '' OR ${failed})
         UNION ALL SELECT trace_id FROM spans WHERE ${arrived(rootlessMs)} AND ${failed}
         UNION ALL SELECT trace_id ${given} AND ingested_at > ${moment(sinceMs)} AND ingested_at <= ${moment(untilMs)}
       ) WHERE ${mine} AND start >= ${moment(sinceMs - reachMs)}
     ) AS span LEFT JOIN (
       SELECT trace_id, groupArrayIf(comment, ${disliked}) AS disliked, groupArrayIf(concat(name, ' ', toString(round(score, 3))), ${isLow}) AS low
       ${given} GROUP BY trace_id
     ) AS said USING trace_id
     GROUP BY trace_id
     HAVING (roots > 0 OR maxIf(ingested_at, ${failed}) <= ${moment(untilMs - rootlessMs)})
       AND (countIf(${failed}) > 0 OR notEmpty(disliked) OR notEmpty(low) OR sampled)
     ORDER BY startMs DESC${sinceMs + shortestMs < untilMs ? ` LIMIT ${most + 1}` : ""}`,
    { parameters, lane: "background", ...(signal === undefined ? {} : { signal }) },
  );
  return rows.length > most && sinceMs + shortestMs < untilMs ? undefined : rows.map((row) => noticed(row, rules));
}

function noticed(row: Row, rules: ReviewSetup["rules"]): Noticed {
  const reasons: Noticed["reasons"] = [];
  const add = (kind: ReviewReason, detail: string | undefined): void => {
    reasons.push({
      kind,
      ...(detail === undefined || detail === "" ? {} : { detail: detail.slice(0, longestDetail) }),
    });
  };
  const [span, message] = row.cause;
  const error = span === "" ? "" : `${span}${message === "" ? "" : `: ${message}`}`;
  for (const comment of row.disliked) add("feedback", comment);
  if (rules.errors && row.errors > 0) add("error", error);
  if (rules.toolErrors && row.toolErrors > 0) add("toolError", error);
  if (rules.refusals && row.refusals > 0) add("refusal", undefined);
  for (const score of row.low) add("score", score);
  const { id, firstUs, lastUs, startMs } = row;
  return { id, firstUs, lastUs, startMs, reasons, error, sampled: row.sampled === 1 };
}
