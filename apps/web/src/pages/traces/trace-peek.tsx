import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { TraceRow } from "../../api/index.ts";
import { Button, Fault, figureText, Peek, Skeleton } from "../../design/index.ts";
import {
  clockText,
  Conversation,
  firstToShow,
  GivenList,
  scoresOf,
  StatusMark,
  tokensOf,
  traceQuery,
} from "../../trace/index.ts";

/** One trace beside the list: its figures, and the conversation of the span that says most. */
export function TracePeek({
  row,
  project,
  onClose,
  onOpen,
}: {
  row: TraceRow;
  project: string;
  onClose: () => void;
  onOpen: () => void;
}): ReactNode {
  const trace = useQuery(traceQuery(project, row.traceId, { nearMs: Date.parse(row.startTime), spans: [row.spanId] }));
  const span = trace.data && (trace.data.spans.find((one) => one.spanId === row.spanId) ?? firstToShow(trace.data));
  return (
    <Peek
      title={row.route}
      onClose={onClose}
      actions={
        <Button small onClick={onOpen}>
          Open
        </Button>
      }
    >
      <dl className="peek-figures">
        <PeekFigure name="Status">
          <StatusMark row={row} words />
        </PeekFigure>
        <PeekFigure name="Time">{clockText(row.startTime)}</PeekFigure>
        <PeekFigure name="Latency">{figureText(row.durationMs, "ms")}</PeekFigure>
        <PeekFigure name="Tokens">{figureText(tokensOf(row.usage), "tokens")}</PeekFigure>
        <PeekFigure name="Cost">{figureText(row.costUsd, "usd")}</PeekFigure>
        <PeekFigure name="Spans">{figureText(row.spans, "count")}</PeekFigure>
        <PeekFigure name="Models">{row.models.join(", ") || "–"}</PeekFigure>
        <PeekFigure name="Release">{row.release ?? "–"}</PeekFigure>
        <PeekFigure name="Scores">
          <GivenList given={scoresOf(row)} />
        </PeekFigure>
        <PeekFigure name="Feedback">
          <GivenList given={row.feedback} />
        </PeekFigure>
      </dl>
      {trace.isError ? (
        <Fault error={trace.error} onRetry={() => void trace.refetch()} />
      ) : span ? (
        <Conversation span={span} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Peek>
  );
}

function PeekFigure({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt className="muted">{name}</dt>
      <dd className="one-line">{children}</dd>
    </div>
  );
}
