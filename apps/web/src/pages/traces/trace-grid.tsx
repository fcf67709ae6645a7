import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef } from "react";
import type { TraceRow } from "../../api/index.ts";
import { useNarrow } from "../../design/index.ts";
import { columns } from "./columns.tsx";
import type { Sort } from "./route.ts";
import { TraceLine } from "./trace-line.tsx";
import "./trace-grid.css";

export const rowPx = { wide: 32, narrow: 60 };

export interface TraceGridHandle {
  /** Brings a row into view, moving as little as possible. */
  show: (index: number) => void;
  toTop: () => void;
}

/**
 * The rows of the list: only those in view are in the page. The grid has the focus; the cursor (a row and a column) is its
 * active descendant.
 */
export function TraceGrid({
  rows,
  more,
  cursor,
  column,
  selected,
  sort,
  startAt,
  ref,
  onSort,
  onCursor,
  onSelect,
  onPeek,
  onMore,
  onScroll,
}: {
  rows: readonly TraceRow[];
  /** There are more than these. */
  more: boolean;
  cursor: number;
  column: number;
  selected: ReadonlySet<string>;
  sort: Sort;
  /** Scroll position to begin with, px. */
  startAt: number;
  ref: Ref<TraceGridHandle>;
  onSort: (sort: Sort) => void;
  onCursor: (index: number, column?: number) => void;
  onSelect: (index: number) => void;
  onPeek: (index: number) => void;
  onMore: () => void;
  onScroll: (scrollTop: number) => void;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  const narrow = useNarrow();
  const height = narrow ? rowPx.narrow : rowPx.wide;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => height,
    overscan: 12,
    initialOffset: startAt,
    getItemKey: (index) => rows[index]?.traceId ?? index,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  useImperativeHandle(ref, () => ({
    show: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    toTop: () => virtual.scrollToOffset(0),
  }));

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && lastShown >= rows.length - 20) onMore();
  }, [more, lastShown, rows.length, onMore]);
  const cursorShown = items.some((item) => item.index === cursor);

  return (
    <div
      ref={place}
      className="trace-grid"
      role="grid"
      tabIndex={0}
      aria-label="Traces"
      aria-rowcount={more ? -1 : rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={cursorShown ? `${id}-${cursor}-${column}` : undefined}
      onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
    >
      <div className="trace-head" role="row" aria-rowindex={1}>
        <span role="columnheader" className="trace-check">
          <span className="seen-by-readers">Selected</span>
        </span>
        {columns.map((one) => (
          <span
            key={one.id}
            role="columnheader"
            className={`trace-${one.id}${one.figure ? " trace-figure" : ""}`}
            aria-sort={one.sort === sort ? "descending" : undefined}
          >
            {one.sort === undefined ? (
              one.title
            ) : (
              <button type="button" tabIndex={-1} onClick={() => one.sort && onSort(one.sort)}>
                {one.title}
                {one.sort === sort && <span aria-hidden="true"> ↓</span>}
              </button>
            )}
          </span>
        ))}
      </div>
      <div className="trace-rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <TraceLine
              key={item.key}
              id={`${id}-${item.index}`}
              row={row}
              index={item.index}
              offsetPx={item.start}
              heightPx={height}
              column={item.index === cursor ? column : undefined}
              selected={selected.has(row.traceId)}
              onCursor={onCursor}
              onSelect={onSelect}
              onPeek={onPeek}
            />
          );
        })}
      </div>
    </div>
  );
}
