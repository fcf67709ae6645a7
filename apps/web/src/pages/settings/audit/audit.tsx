import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type AuditEntry } from "../../../api/index.ts";
import { Button, RelativeTime, Skeleton } from "../../../design/index.ts";
import { NotShown } from "../settings-value.tsx";
import { differences } from "./differences.ts";

/** Every change, who made it and when, with what it changed. */
export function Audit({ project, sought }: { project: string; sought: string }): ReactNode {
  const audit = useInfiniteQuery({
    queryKey: ["audit", project],
    queryFn: ({ pageParam, signal }) => api.audit({ project, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (audit.error) return <NotShown error={audit.error} onRetry={() => void audit.refetch()} />;
  if (!audit.data) return <Skeleton lines={6} />;
  const entries = audit.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) return <p className="muted">Nothing was changed yet.</p>;
  const word = sought.trim().toLowerCase();
  const matching = entries.filter((one) => `${one.actor} ${one.action} ${one.subject}`.toLowerCase().includes(word));
  return (
    <>
      <ul className="audit">
        {(matching.length > 0 ? matching : entries).map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {audit.hasNextPage && (
        <p>
          <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            Older changes
          </Button>
        </p>
      )}
    </>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }): ReactNode {
  const changes = differences(entry.before, entry.after);
  return (
    <li className="audit-row">
      <span className="muted">
        <RelativeTime time={entry.time} />
      </span>
      <code>{entry.action}</code>
      <span className="audit-subject">{entry.subject}</span>
      <span className="muted audit-actor">{entry.actor}</span>
      {changes.length > 0 && (
        <details className="audit-diff">
          <summary>
            {changes.length} {changes.length === 1 ? "value" : "values"}
          </summary>
          <dl>
            {changes.map((one) => (
              <div key={one.path}>
                <dt>
                  <code>{one.path === "" ? "value" : one.path}</code>
                </dt>
                <dd>
                  {one.before !== undefined && (
                    <del>
                      <span className="seen-by-readers">before: </span>
                      <span aria-hidden="true">− </span>
                      {one.before}
                    </del>
                  )}
                  {one.after !== undefined && (
                    <ins>
                      <span className="seen-by-readers">after: </span>
                      <span aria-hidden="true">+ </span>
                      {one.after}
                    </ins>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}
