import { createHash } from "node:crypto";
import type { Redactor } from "goldloop/redaction";
import type { AttributeValue, RawLog } from "goldloop/trace";
import type { SpanEventRow } from "../../store/spans/row.ts";
import type { Unstamped } from "./lines.ts";
import { attributeTexts, json } from "./span-row.ts";

/** The row of a log record that belongs to a span, redacted; the resource is the span's own and is left out. */
export function eventRow(
  log: RawLog & { traceId: string; spanId: string },
  { project, timeMs, redactor }: { project: string; timeMs: number; redactor: Redactor },
): Unstamped<SpanEventRow> {
  const said = log.severity === 0 ? log.attributes : { ...log.attributes, "otel.log.severity": log.severity };
  const name = redactor.text(log.eventName);
  const body = json(log.body === null ? undefined : redactor.json(log.body));
  const attributes = attributeTexts(redactor.json(said) as Record<string, AttributeValue>);
  return {
    project,
    trace_id: log.traceId,
    span_id: log.spanId,
    id: createHash("sha256")
      .update(JSON.stringify([String(log.timeNanos), name, body, attributes]))
      .digest("hex")
      .slice(0, 32),
    name,
    time: timeMs,
    body,
    attributes,
  };
}
