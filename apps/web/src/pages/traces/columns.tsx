import type { ReactNode } from "react";
import type { TraceRow } from "../../api/index.ts";
import { figureText, noFigure } from "../../design/index.ts";
import { clockText, GivenList, ParentMissing, scoresOf, StatusMark, tokensOf } from "../../trace/index.ts";
import type { Condition } from "../../filter/index.ts";
import type { Sort } from "./route.ts";

/** A column of the list. */
export interface TraceColumn {
  id: string;
  title: string;
  cell: (row: TraceRow) => ReactNode;
  /** Figures stand to the right. */
  figure?: boolean;
  /** The order that its heading chooses. */
  sort?: Sort;
  /** What `f` on its cell filters by; undefined when the cell holds nothing to filter by. */
  condition?: (row: TraceRow) => Condition | undefined;
}

const none = <span className="muted">{noFigure}</span>;

export const columns: readonly TraceColumn[] = [
  {
    id: "time",
    title: "Time",
    sort: "time",
    cell: (row) => (
      <time dateTime={row.startTime} title={new Date(row.startTime).toLocaleString()}>
        {clockText(row.startTime)}
      </time>
    ),
  },
  {
    id: "status",
    title: "Status",
    cell: (row) => <StatusMark row={row} />,
    condition: (row) => ({ name: "status", value: row.errors > 0 || row.status === "error" ? "error" : "ok" }),
  },
  { id: "text", title: "Input → output", cell: (row) => <Texts row={row} /> },
  {
    id: "route",
    title: "Route",
    cell: (row) => (
      <>
        {row.route} {!row.complete && <ParentMissing />}
      </>
    ),
    condition: (row) => ({ name: "route", value: row.route }),
  },
  {
    id: "model",
    title: "Model",
    cell: (row) =>
      row.models.length === 0 ? none : `${row.models[0]}${row.models.length > 1 ? ` +${row.models.length - 1}` : ""}`,
    condition: (row) => (row.models[0] === undefined ? undefined : { name: "model", value: row.models[0] }),
  },
  {
    id: "latency",
    title: "Latency",
    figure: true,
    sort: "latency",
    cell: (row) => figureText(row.durationMs, "ms"),
    condition: (row) => ({ name: "minLatencyMs", value: Math.floor(row.durationMs) }),
  },
  {
    id: "tokens",
    title: "Tokens",
    figure: true,
    sort: "tokens",
    cell: (row) => figureText(tokensOf(row.usage), "tokens"),
  },
  {
    id: "cost",
    title: "Cost",
    figure: true,
    sort: "cost",
    cell: (row) => figureText(row.costUsd, "usd"),
    condition: (row) => (row.costUsd === undefined ? undefined : { name: "minCostUsd", value: row.costUsd }),
  },
  {
    id: "scores",
    title: "Scores",
    cell: (row) => <GivenList given={scoresOf(row)} />,
    condition: (row) => given("score", scoresOf(row)),
  },
  {
    id: "feedback",
    title: "Feedback",
    cell: (row) => <GivenList given={row.feedback} />,
    condition: (row) => given("feedback", row.feedback),
  },
];

function given(name: "score" | "feedback", values: TraceRow["scores"]): Condition | undefined {
  const [first] = values;
  if (!first) return undefined;
  return { name, value: first.score === undefined ? first.name : `${first.name}<=${first.score}` };
}

function Texts({ row }: { row: TraceRow }): ReactNode {
  if (row.input === "" && row.output === "") return none;
  return (
    <>
      {row.input === "" ? none : row.input}
      <span className="muted"> → </span>
      {row.output === "" ? none : row.output}
    </>
  );
}
