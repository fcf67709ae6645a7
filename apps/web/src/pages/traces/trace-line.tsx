import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { TraceRow } from "../../api/index.ts";
import { columns } from "./columns.tsx";

/** One row of the list. A click opens the trace, as a link does; a click on the box selects it. */
export const TraceLine = memo(function TraceLine({
  id,
  row,
  index,
  offsetPx,
  heightPx,
  column,
  selected,
  onCursor,
  onSelect,
}: {
  id: string;
  row: TraceRow;
  index: number;
  offsetPx: number;
  heightPx: number;
  /** Column under the cursor; undefined in other rows. */
  column: number | undefined;
  selected: boolean;
  onCursor: (index: number, column?: number) => void;
  onSelect: (index: number) => void;
  onPeek: (index: number) => void;
}): ReactNode {
  return (
    <div
      className={`trace-line${column === undefined ? "" : " trace-at"}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${offsetPx}px)`, height: heightPx }}
    >
      <span
        role="gridcell"
        className="trace-check"
        onPointerDown={(event) => {
          event.preventDefault();
          onCursor(index);
          onSelect(index);
        }}
      >
        <span className="trace-box" aria-hidden="true">
          {selected ? "✓" : ""}
        </span>
        <span className="seen-by-readers">{selected ? "selected" : "not selected"}</span>
      </span>
      {columns.map((one, at) => (
        <span
          key={one.id}
          id={`${id}-${at}`}
          role="gridcell"
          className={`trace-${one.id}${one.figure ? " trace-figure" : ""}${at === column ? " trace-cell-at" : ""}`}
        >
          {one.id === "text" ? (
            <Link
              to="/traces/$traceId"
              params={{ traceId: row.traceId }}
              search={{ near: Date.parse(row.startTime) }}
              className="trace-link"
              tabIndex={-1}
              preload={false}
              onClick={() => onCursor(index)}
            >
              {one.cell(row)}
            </Link>
          ) : (
            one.cell(row)
          )}
        </span>
      ))}
    </div>
  );
});
