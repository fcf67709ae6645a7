import { type ReactNode, useState } from "react";
import type { Histogram as Counts } from "../../api/index.ts";
import { Histogram } from "../../charts/index.ts";
import { figureText, Icon, IconButton, Sheet, Table } from "../../design/index.ts";

type Bar = Counts["bars"][number];

/** How many traces there were over time, above the list. Dragging zooms; the table twin opens beside it. */
export function ListHistogram({
  counts,
  onRange,
}: {
  counts: Counts | undefined;
  onRange: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const [table, setTable] = useState(false);
  const total = counts?.bars.reduce((sum, bar) => sum + bar.traces, 0);
  const errors = counts?.bars.reduce((sum, bar) => sum + bar.errors, 0) ?? 0;
  return (
    <section className="list-histogram" aria-label="Traces over time">
      <p className="list-total">
        <strong>{figureText(total, "count")}</strong> {total === 1 ? "trace" : "traces"}
        <span className="muted">
          {errors > 0 ? `, ${figureText(errors, "count")} with ${errors === 1 ? "an error" : "errors"}` : ""}
        </span>
      </p>
      {counts ? (
        <Histogram
          label="Traces over time"
          bars={counts.bars.map((bar) => ({ timeMs: bar.timeMs, total: bar.traces, bad: bar.errors }))}
          stepMs={counts.stepMs}
          words={(bar) => `${figureText(bar.total, "count")} traces, ${figureText(bar.bad, "count")} with errors`}
          onSelect={onRange}
        />
      ) : (
        <div className="list-histogram-waiting" />
      )}
      <IconButton label="Table of traces over time" aria-haspopup="dialog" onClick={() => setTable(true)}>
        <Icon name="table" />
      </IconButton>
      {table && (
        <Sheet title="Traces over time" onClose={() => setTable(false)}>
          <Table
            caption="Traces over time"
            rows={(counts?.bars ?? []).filter((bar) => bar.traces > 0)}
            rowKey={(bar) => String(bar.timeMs)}
            columns={[
              { title: "Time", cell: (bar: Bar) => new Date(bar.timeMs).toLocaleString() },
              { title: "Traces", figure: true, cell: (bar: Bar) => figureText(bar.traces, "count") },
              { title: "With errors", figure: true, cell: (bar: Bar) => figureText(bar.errors, "count") },
            ]}
          />
        </Sheet>
      )}
    </section>
  );
}
