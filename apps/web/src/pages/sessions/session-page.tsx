import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { api, type SessionJson } from "../../api/index.ts";
import { CopyButton, Fault, figureText, Skeleton } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useView } from "../../shell/view.ts";
import { clockText, tokensOf } from "../../trace/index.ts";
import { SessionTurn } from "./session-turn.tsx";
import "./session-page.css";

const route = getRouteApi("/shell/sessions/$sessionId");
const group = "Session";

/** One conversation: its traces in order, as a chat; each opens its trace. */
export function SessionPage(): ReactNode {
  const { sessionId } = route.useParams();
  const { project } = useView();
  const session = useQuery({
    queryKey: ["session", project, sessionId],
    queryFn: ({ signal }) => api.session(sessionId, { project }, signal),
    refetchInterval: 30_000,
  });
  if (session.error && !session.data) return <Fault error={session.error} onRetry={() => void session.refetch()} />;
  if (!session.data) return <Skeleton lines={10} />;
  return <Chat project={project} session={session.data} />;
}

function Chat({ project, session }: { project: string; session: SessionJson }): ReactNode {
  const { traces, feedback } = session;
  const navigate = useNavigate();
  const [cursor, setCursor] = useState(-1);
  const list = useRef<HTMLOListElement>(null);
  const move = (steps: number) => setCursor((before) => Math.max(0, Math.min(traces.length - 1, before + steps)));
  useEffect(() => {
    if (cursor >= 0) list.current?.children[cursor]?.scrollIntoView({ block: "nearest" });
  }, [cursor]);
  useKey("j", { does: "next trace", group }, () => move(1));
  useKey("k", { does: "previous trace", group }, () => move(-1));
  useKey("Enter", { does: "open the trace", group }, () => {
    const row = traces[cursor];
    if (!row) return false;
    return void navigate({
      to: "/traces/$traceId",
      params: { traceId: row.traceId },
      search: { near: Date.parse(row.startTime) },
    });
  });

  const first = traces[0];
  const last = traces.at(-1);
  const sum = (of: (row: SessionJson["traces"][number]) => number | undefined) => {
    const known = traces.flatMap((row) => of(row) ?? []);
    return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0);
  };
  const errors = traces.filter((row) => row.errors > 0 || row.status === "error").length;
  const user = traces.find((row) => row.userId !== undefined)?.userId;
  return (
    <div className="session-page">
      <PageTitle title="Session" />
      <header className="session-head">
        <h1 className="one-line">
          Session <span className="mono">{session.sessionId}</span>
        </h1>
        <CopyButton text={session.sessionId} label="Copy id of the session" word="Copy id" />
      </header>
      <dl className="session-figures">
        <Fact name="Traces">
          <Link to="/traces" search={{ session: session.sessionId, range: "30d", from: undefined, to: undefined }}>
            {figureText(traces.length, "count")}
          </Link>
        </Fact>
        <Fact name="Errors">
          {errors === 0 ? (
            "0"
          ) : (
            <Link
              to="/traces"
              search={{ session: session.sessionId, status: "error", range: "30d", from: undefined, to: undefined }}
              className="fault-word"
            >
              <span aria-hidden="true">! </span>
              {errors}
            </Link>
          )}
        </Fact>
        {first && <Fact name="Started">{clockText(first.startTime)}</Fact>}
        {first && last && traces.length > 1 && (
          <Fact name="Lasted">
            {figureText(Date.parse(last.startTime) + last.durationMs - Date.parse(first.startTime), "ms")}
          </Fact>
        )}
        <Fact name="Tokens">
          {figureText(
            sum((row) => tokensOf(row.usage)),
            "tokens",
          )}
        </Fact>
        <Fact name="Cost">
          {figureText(
            sum((row) => row.costUsd),
            "usd",
          )}
        </Fact>
        {user !== undefined && (
          <Fact name="User">
            <Link to="/traces" search={{ user }}>
              {user}
            </Link>
          </Fact>
        )}
      </dl>
      <ol className="session-turns" ref={list}>
        {traces.map((row, index) => (
          <SessionTurn
            key={row.traceId}
            project={project}
            row={row}
            said={feedback.filter((one) => one.traceId === row.traceId)}
            at={index === cursor}
          />
        ))}
      </ol>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="one-line">{children}</dd>
    </div>
  );
}
