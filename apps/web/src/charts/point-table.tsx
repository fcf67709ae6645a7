import type { ReactNode } from "react";
import { figureText, type FigureUnit, Table } from "../design/index.ts";
import type { Point } from "./scale.ts";

interface Row {
  timeMs: number;
  cells: { value: number; n: number }[];
}

/** The table twin of a chart: a row for each step, value and n of every series. */
export function PointTable({
  caption,
  unit,
  series,
}: {
  caption: string;
  unit: FigureUnit;
  /** One or more; the label is left out of the heading when there is one. */
  series: readonly { label: string; points: readonly Point[] }[];
}): ReactNode {
  const rows = rowsOf(series.map((one) => one.points));
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(row) => String(row.timeMs)}
      columns={[
        { title: "Time", cell: (row: Row) => new Date(row.timeMs).toLocaleString() },
        ...series.flatMap((one, index) => [
          { title: one.label, figure: true, cell: (row: Row) => figureText(row.cells[index]?.value, unit) },
          {
            title: series.length === 1 ? "n" : `n, ${one.label}`,
            figure: true,
            cell: (row: Row) => row.cells[index]?.n ?? 0,
          },
        ]),
      ]}
    />
  );
}

function rowsOf(series: readonly (readonly Point[])[]): Row[] {
  const rows = new Map<number, Row>();
  for (const [index, points] of series.entries())
    for (const [timeMs, value, n] of points) {
      const row = rows.get(timeMs) ?? { timeMs, cells: [] };
      row.cells[index] = { value, n };
      rows.set(timeMs, row);
    }
  return [...rows.values()].toSorted((a, b) => a.timeMs - b.timeMs);
}
