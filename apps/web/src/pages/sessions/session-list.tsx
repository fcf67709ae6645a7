import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { SessionRow } from "../../api/index.ts";
import { figureText, useNarrow } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { clockText, tokensOf } from "../../trace/index.ts";

const group = "Sessions";

/** The rows of the list; only those in view are in the page. */
export function SessionList({
  sessions,
  more,
  onMore,
}: {
  sessions: readonly SessionRow[];
  more: boolean;
  onMore: () => void;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const height = useNarrow() ? 64 : 36;
  const [cursor, setCursor] = useState(0);
  const navigate = useNavigate();
  const virtual = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => place.current,
    estimateSize: () => height,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= sessions.length - 20) onMore();
  }, [more, last, sessions.length, onMore]);

  const move = (steps: number) => {
    const to = Math.max(0, Math.min(sessions.length - 1, cursor + steps));
    setCursor(to);
    virtual.scrollToIndex(to, { align: "auto" });
  };
  useKey("j", { does: "next session", group }, () => move(1));
  useKey("k", { does: "previous session", group }, () => move(-1));
  useKey("Enter", { does: "open the session", group }, () => {
    const session = sessions[cursor];
    if (!session) return false;
    return void navigate({ to: "/sessions/$sessionId", params: { sessionId: session.sessionId } });
  });

  return (
    // Scrolls, so the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={place} className="session-scroll" tabIndex={0} role="region" aria-label="Sessions">
      <div className="session-row session-titles" aria-hidden="true">
        <span>Last</span>
        <span>First input → last output</span>
        <span>User</span>
        <span className="session-figure">Traces</span>
        <span>Errors</span>
        <span className="session-figure">Lasted</span>
        <span className="session-figure">Tokens</span>
        <span className="session-figure">Cost</span>
      </div>
      <ul className="session-rows" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const session = sessions[item.index];
          if (!session) return null;
          const lengthMs = Date.parse(session.endTime) - Date.parse(session.startTime);
          return (
            <li
              key={session.sessionId}
              className={item.index === cursor ? "session-row session-at" : "session-row"}
              style={{ transform: `translateY(${item.start}px)`, height }}
            >
              <time className="muted" dateTime={session.endTime} title={new Date(session.endTime).toLocaleString()}>
                {clockText(session.endTime)}
              </time>
              <Link
                to="/sessions/$sessionId"
                params={{ sessionId: session.sessionId }}
                className="session-link one-line"
                onClick={() => setCursor(item.index)}
              >
                {session.firstInput || session.sessionId}
                <span className="muted"> → </span>
                {session.lastOutput || <span className="muted">–</span>}
              </Link>
              <span className="session-user muted one-line">{session.userId ?? ""}</span>
              <span className="session-figure">
                {figureText(session.traces, "count")} {session.traces === 1 ? "trace" : "traces"}
              </span>
              <span className="session-errors">
                {session.errors > 0 && (
                  <span className="fault-word">
                    <span aria-hidden="true">! </span>
                    {session.errors} {session.errors === 1 ? "error" : "errors"}
                  </span>
                )}
              </span>
              <span className="session-figure session-wide">{figureText(lengthMs, "ms")}</span>
              <span className="session-figure session-wide" title="tokens">
                {figureText(tokensOf(session.usage), "tokens")}
              </span>
              <span className="session-figure session-wide">{figureText(session.costUsd, "usd")}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
