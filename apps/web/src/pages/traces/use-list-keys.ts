import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { TraceRow } from "../../api/index.ts";
import { toast } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { columns } from "./columns.tsx";
import { type Filters, withCondition } from "../../filter/index.ts";
import { keepPlace, placeOf } from "./place.ts";
import type { TracesSearch } from "./route.ts";
import type { TraceGridHandle } from "./trace-grid.tsx";

const group = "Traces";
const firstColumn = columns.findIndex((one) => one.id === "route");

/** What the grid is given, and what the page does with it. */
export interface ListKeys {
  grid: {
    ref: RefObject<TraceGridHandle | null>;
    cursor: number;
    column: number;
    selected: ReadonlySet<string>;
    startAt: number;
    onCursor: (index: number, column?: number) => void;
    onSelect: (index: number) => void;
    onPeek: (index: number) => void;
    onScroll: (scrollTop: number) => void;
  };
  /** Ids of the selected traces, in the order of the selection. */
  selected: string[];
  clear: () => void;
  open: () => void;
  closePeek: () => void;
  toTop: () => void;
}

/** Cursor, selection and peek of the list, by the keyboard; the place is kept for whoever comes back to this entry of the history. */
export function useListKeys({
  entry,
  rows,
  filters,
  peek,
  onFilters,
}: {
  /** Names the entry of the history. */
  entry: string;
  rows: readonly TraceRow[];
  filters: Filters;
  peek: string | undefined;
  onFilters: (filters: Filters) => void;
}): ListKeys {
  const navigate = useNavigate();
  const [kept] = useState(() => placeOf(entry));
  const [cursorId, setCursorId] = useState(peek ?? kept?.cursor);
  const [column, setColumn] = useState(kept?.column ?? firstColumn);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const scrollTop = useRef(kept?.scrollTop ?? 0);
  const ref = useRef<TraceGridHandle>(null);
  const found = rows.findIndex((row) => row.traceId === cursorId);
  const cursor = Math.max(0, found);
  const row = rows[cursor];

  const keep = () => keepPlace(entry, { scrollTop: scrollTop.current, cursor: row?.traceId, column });
  useEffect(keep, [entry, row?.traceId, column]);

  const showPeek = (traceId: string | undefined) =>
    void navigate({
      to: "/traces",
      search: (before: TracesSearch) => ({ ...before, peek: traceId }),
      replace: true,
      resetScroll: false,
    });
  const at = useCallback(
    (index: number, to?: number) => {
      const next = rows[index];
      if (next) setCursorId(next.traceId);
      if (to !== undefined) setColumn(to);
    },
    [rows],
  );
  const select = useCallback(
    (index: number) => {
      const id = rows[index]?.traceId;
      if (id === undefined) return;
      setSelected((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    [rows],
  );
  const move = (steps: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, cursor + steps));
    at(to);
    ref.current?.show(to);
    const next = rows[to];
    if (peek !== undefined && next) showPeek(next.traceId);
  };
  const sideways = (steps: number) => setColumn((before) => Math.max(0, Math.min(columns.length - 1, before + steps)));
  const open = () => {
    if (!row) return;
    keep();
    void navigate({
      to: "/traces/$traceId",
      params: { traceId: row.traceId },
      search: { near: Date.parse(row.startTime) },
    });
  };

  useKey("j", { does: "next trace", group }, () => move(1));
  useKey("k", { does: "previous trace", group }, () => move(-1));
  const inGrid = (event: KeyboardEvent, run: () => void): void | false => {
    if (!(event.target instanceof Element) || !event.target.closest("[role=grid]")) return false;
    return run();
  };
  useKey("ArrowDown", { does: "next trace, in the list", group }, (event) => inGrid(event, () => move(1)));
  useKey("ArrowUp", { does: "previous trace, in the list", group }, (event) => inGrid(event, () => move(-1)));
  useKey("PageDown", { does: "ten traces on, in the list", group }, (event) => inGrid(event, () => move(10)));
  useKey("PageUp", { does: "ten traces back, in the list", group }, (event) => inGrid(event, () => move(-10)));
  useKey("h", { does: "cell to the left", group }, () => sideways(-1));
  useKey("l", { does: "cell to the right", group }, () => sideways(1));
  useKey("ArrowLeft", { does: "cell to the left, in the list", group }, (event) => inGrid(event, () => sideways(-1)));
  useKey("ArrowRight", { does: "cell to the right, in the list", group }, (event) => inGrid(event, () => sideways(1)));
  useKey("Enter", { does: "open the trace", group }, open);
  useKey(" ", { does: "peek at the trace", group }, () => {
    if (!row) return false;
    setCursorId(row.traceId);
    return showPeek(peek === row.traceId ? undefined : row.traceId);
  });
  useKey("x", { does: "select the trace", group }, () => select(cursor));
  useKey("f", { does: "filter by the cell under the cursor", group }, () => {
    const chosen = columns[column];
    const condition = row && chosen?.condition?.(row);
    if (condition) onFilters(withCondition(filters, condition));
    else toast(`There is nothing to filter by in “${chosen?.title ?? ""}”`, { verdict: "inconclusive" });
  });

  return {
    grid: {
      ref,
      cursor,
      column,
      selected,
      startAt: kept?.scrollTop ?? 0,
      onCursor: at,
      onSelect: select,
      onPeek: (index) => showPeek(rows[index]?.traceId),
      onScroll: (top) => {
        scrollTop.current = top;
        keep();
      },
    },
    selected: [...selected],
    clear: () => setSelected(new Set()),
    open,
    closePeek: () => showPeek(undefined),
    toTop: () => ref.current?.toTop(),
  };
}
