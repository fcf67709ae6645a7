import type { ReactNode } from "react";
import type { TraceRow } from "../api/index.ts";
import "./status-mark.css";

/** Mark and word of a trace's state: the word is for screen readers and the tooltip, where the row is dense. */
export function StatusMark({ row, words = false }: { row: TraceRow; words?: boolean }): ReactNode {
  const { mark, kind, text } = stateOf(row);
  return (
    <span className={`status-mark status-${kind}`} title={words ? undefined : text}>
      <span className="status-sign" aria-hidden="true">
        {mark}
      </span>
      <span className={words ? undefined : "seen-by-readers"}>{text}</span>
    </span>
  );
}

function stateOf(row: TraceRow): { mark: string; kind: string; text: string } {
  if (row.status === "error" || row.errors > 0)
    return { mark: "!", kind: "error", text: row.errors > 1 ? `${row.errors} errors` : "error" };
  if (row.toolErrors > 0) return { mark: "!", kind: "error", text: row.toolErrors > 1 ? "tool errors" : "tool error" };
  if (row.detections.length > 0) return { mark: "⚑", kind: "flag", text: `found: ${row.detections.join(", ")}` };
  if (row.refusal) return { mark: "⚑", kind: "flag", text: "refusal" };
  if (row.fallback) return { mark: "⚑", kind: "flag", text: "fallback" };
  return { mark: "✓", kind: "ok", text: "ok" };
}
