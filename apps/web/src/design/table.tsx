import type { ReactNode } from "react";
import "./table.css";

export interface Column<T> {
  /** Heading; unique in its table. */
  title: string;
  cell: (row: T) => ReactNode;
  /** Figures stand to the right. */
  figure?: boolean;
  /** Left out below 700 px. */
  wideOnly?: boolean;
}

/** A plain table with a caption for screen readers; scrolls sideways by itself when it must. For thousands of rows use virtual rows. */
export function Table<T>({
  caption,
  columns,
  rows,
  rowKey,
}: {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}): ReactNode {
  const classOf = (column: Column<T>) =>
    [column.figure === true ? "figure-cell" : "", column.wideOnly === true ? "wide-only" : ""].join(" ").trim() ||
    undefined;
  return (
    // Focusable, since it may scroll and then must do so by the keyboard.
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="table">
        <caption className="seen-by-readers">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.title} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
