import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { ScoreJson, SpanJson, TraceRow } from "../../api/index.ts";
import { Button, figureText, InertText, noFigure } from "../../design/index.ts";
import { Blocks, clockText, GivenValue, StatusMark, traceQuery } from "../../trace/index.ts";

/** Rows carry this many characters of each text. */
const rowText = 200;

/** One trace of a conversation: what was asked, what was answered, and how it went. Long texts are fetched when asked for. */
export function SessionTurn({
  project,
  row,
  said,
  at,
}: {
  project: string;
  row: TraceRow;
  said: readonly ScoreJson[];
  at: boolean;
}): ReactNode {
  const [whole, setWhole] = useState(false);
  const cut = row.input.length >= rowText || row.output.length >= rowText;
  const trace = useQuery({
    ...traceQuery(project, row.traceId, { nearMs: Date.parse(row.startTime), spans: [row.spanId] }),
    enabled: whole,
  });
  const span = trace.data?.spans.find((one) => one.spanId === row.spanId);
  return (
    <li className={at ? "session-turn session-turn-at" : "session-turn"}>
      <p className="session-turn-head">
        <StatusMark row={row} words />
        <Link to="/traces/$traceId" params={{ traceId: row.traceId }} search={{ near: Date.parse(row.startTime) }}>
          {row.route}
        </Link>
        <span className="muted">
          {clockText(row.startTime)} · {figureText(row.durationMs, "ms")} · {figureText(row.costUsd, "usd")}
          {row.toolCalls > 0 && ` · ${row.toolCalls} ${row.toolCalls === 1 ? "tool call" : "tool calls"}`}
          {row.release !== undefined && ` · ${row.release}`}
        </span>
      </p>
      <div className="bubble bubble-asked" role="group" aria-label="Input">
        {span ? <Blocks content={asked(span)} /> : <InertText text={shown(row.input)} />}
      </div>
      <div className="bubble bubble-answered" role="group" aria-label="Output">
        {span ? <Blocks content={span.output} /> : <InertText text={shown(row.output)} />}
      </div>
      {cut && !span && (
        <Button small busy={trace.isFetching} onClick={() => setWhole(true)}>
          Show whole texts
        </Button>
      )}
      {said.length > 0 && (
        <ul className="session-said" aria-label="Feedback">
          {said.map((one) => (
            <li key={one.id}>
              <GivenValue given={one} /> <strong>{one.name}</strong>{" "}
              {one.comment !== undefined && <InertText text={one.comment} foldAfter={300} />}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** A text of the row, which says where it was cut. */
function shown(text: string): string {
  if (text === "") return noFigure;
  return text.length >= rowText ? `${text}…` : text;
}

/** What the person said last: the messages before are the turns above. */
function asked(span: SpanJson): unknown {
  const { input } = span;
  const messages = (input as { messages?: unknown } | undefined)?.messages;
  if (!Array.isArray(messages)) return input;
  const last: unknown = messages.findLast((one: { role?: unknown } | null) => one?.role === "user");
  return (last as { content?: unknown } | undefined)?.content ?? input;
}
