import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, type FailureGroupJson } from "../../api/index.ts";
import { EmptyPage, Fault, InertText, RelativeTime, Skeleton } from "../../design/index.ts";
import { TraceLink } from "../../shell/traces-link.tsx";
import { trendDays, trendText } from "./trend.ts";

const groupsQuery = (project: string) =>
  queryOptions({
    queryKey: ["review-groups", project],
    queryFn: ({ signal }) => api.reviewGroups({ project }, signal),
  });

/** Says which group the queue is narrowed to, and leads back to all failures. */
export function OnlyGroup({ project, group }: { project: string; group: string }): ReactNode {
  const groups = useQuery(groupsQuery(project));
  const example = groups.data?.groups.find(({ id }) => id === group);
  return (
    <p className="review-note">
      Only failures of one group
      {example === undefined || example.input === "" ? "." : `: “${shortened(example.input)}”`}{" "}
      <Link to="/review" search={{ group: undefined }}>
        All failures
      </Link>
    </p>
  );
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}

/** Failures that are alike: how many there are, and whether they become more. */
export function Groups({ project }: { project: string }): ReactNode {
  const groups = useQuery({ ...groupsQuery(project), refetchInterval: 30_000 });
  if (groups.error && !groups.data) return <Fault error={groups.error} onRetry={() => void groups.refetch()} />;
  if (!groups.data) return <Skeleton lines={8} />;
  if (groups.data.groups.length === 0) {
    return (
      <EmptyPage
        part
        title="No failures yet"
        text="Failures with much the same question and error, or answer, are one group: one look, and one golden example, for all of them."
      />
    );
  }
  return (
    <ul className="review-groups">
      {groups.data.groups.map((one) => (
        <Group key={one.id} group={one} />
      ))}
    </ul>
  );
}

function Group({ group }: { group: FailureGroupJson }): ReactNode {
  const { size, open, error } = group;
  return (
    <li className="review-group">
      <div className="review-group-figures">
        <strong>{size}</strong> {size === 1 ? "trace" : "traces"}
        <span className="muted">{open === 0 ? "all labelled" : `${open} open`}</span>
      </div>
      <Trend trend={group.trend} />
      <div className="review-group-text">
        <p className="one-line">
          <TraceLink traceId={group.traceId}>{group.input === "" ? "(no input)" : group.input}</TraceLink>
        </p>
        <InertText text={error ?? group.output} foldAfter={200} />
      </div>
      <div className="review-group-when">
        <span className="muted">
          <RelativeTime time={group.firstTime} /> to <RelativeTime time={group.lastTime} />
        </span>
        {open > 0 && (
          <Link to="/review" search={{ group: group.id, show: undefined }} className="button">
            Review
          </Link>
        )}
      </div>
    </li>
  );
}

function Trend({ trend }: { trend: FailureGroupJson["trend"] }): ReactNode {
  const days = trendDays(trend, Date.now());
  const most = Math.max(1, ...days);
  return (
    <svg className="review-trend" viewBox="0 0 84 24" width="84" height="24" role="img" aria-label={trendText(days)}>
      {days.map((n, day) => {
        const height = n === 0 ? 1 : Math.max(3, Math.round((n / most) * 22));
        return <rect key={day} x={day * 6} y={24 - height} width="4" height={height} rx="1" />;
      })}
    </svg>
  );
}
