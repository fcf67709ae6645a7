import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TraceJson } from "../../api/index.ts";
import { Button, CopyButton, figureText, Icon, IconButton } from "../../design/index.ts";
import { clockText, faultOf, tokensOf } from "../../trace/index.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { ReviewButton } from "./review-button.tsx";
import { type SpanTree, totalsOf } from "./tree.ts";

/** What a trace was, in two lines above everything. Every value opens the traces that share it. */
export function TraceSummary({
  trace,
  tree,
  timeline,
  comparing,
  onTimeline,
  onCompare,
  onFault,
}: {
  trace: TraceJson;
  tree: SpanTree;
  timeline: boolean;
  comparing: boolean;
  onTimeline: () => void;
  onCompare: () => void;
  onFault: (direction: 1 | -1) => void;
}): ReactNode {
  const root = (tree.roots.find((node) => !node.orphan) ?? tree.roots[0])?.span;
  if (!root) return null;
  const { usage, costUsd } = totalsOf(tree);
  const faults = tree.ordered.filter((node) => faultOf(node.span) !== undefined).length;
  const models = [...new Set(trace.spans.flatMap((span) => span.model ?? []))];
  const first = <K extends "sessionId" | "userId" | "release" | "environment" | "timeToFirstTokenMs">(key: K) =>
    root[key] ?? trace.spans.find((span) => span[key] !== undefined)?.[key];
  const [sessionId, userId, release, environment] = [
    first("sessionId"),
    first("userId"),
    first("release"),
    first("environment"),
  ];
  const firstToken = first("timeToFirstTokenMs");
  const found = [...new Set(trace.spans.flatMap((span) => Object.keys(span.detections ?? {})))];
  const flags = [
    ...(trace.spans.some((span) => span.refusal) ? ["refusal"] : []),
    ...(trace.spans.some((span) => span.fallback) ? ["fallback"] : []),
    ...found,
  ];
  return (
    <header className="trace-summary">
      <PageTitle title={root.name} />
      <div className="trace-title">
        <h1 className="one-line">
          <Link to="/traces" search={{ route: [root.name] }} title={`Traces of ${root.name}`}>
            {root.name}
          </Link>
        </h1>
        {faults > 0 ? (
          <span className="status-mark status-error">
            <span className="status-sign" aria-hidden="true">
              !
            </span>
            {faults === 1 ? "1 error" : `${faults} errors`}
          </span>
        ) : (
          <span className="status-mark status-ok">
            <span className="status-sign" aria-hidden="true">
              ✓
            </span>
            ok
          </span>
        )}
        {faults > 0 && (
          <span className="trace-faults">
            <IconButton label="Previous error" onClick={() => onFault(-1)}>
              <Icon name="up" />
            </IconButton>
            <IconButton label="Next error" onClick={() => onFault(1)}>
              <Icon name="down" />
            </IconButton>
          </span>
        )}
        {flags.map((flag) => (
          <Link key={flag} to="/traces" search={{ flag: [flag] }} className="badge badge-inconclusive">
            <span aria-hidden="true">⚑</span> {flag}
          </Link>
        ))}
        <span className="trace-actions">
          <CopyButton text={trace.traceId} label="Copy id of the trace" word="Copy id" />
          <Button small aria-pressed={timeline} onClick={onTimeline}>
            Timeline <kbd>t</kbd>
          </Button>
          <Button small busy={comparing} onClick={onCompare}>
            Compare <kbd>c</kbd>
          </Button>
          <ReviewButton traceId={trace.traceId} />
        </span>
      </div>
      <dl className="trace-figures">
        <Fact name="Time">
          <time dateTime={root.startTime} title={new Date(root.startTime).toLocaleString()}>
            {clockText(root.startTime)}
          </time>
        </Fact>
        <Fact name="Latency">{figureText(tree.endMs - tree.startMs, "ms")}</Fact>
        {firstToken !== undefined && <Fact name="First token">{figureText(firstToken, "ms")}</Fact>}
        <Fact name="Tokens">
          <span title={`${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out`}>
            {figureText(tokensOf(usage), "tokens")}
          </span>
        </Fact>
        <Fact name="Cost">{figureText(costUsd, "usd")}</Fact>
        <Fact name="Spans">{figureText(tree.ordered.length, "count")}</Fact>
        {models.length > 0 && (
          <Fact name={models.length === 1 ? "Model" : "Models"}>
            {models.slice(0, 3).map((model) => (
              <Link key={model} to="/traces" search={{ model: [model] }}>
                {model}
              </Link>
            ))}
            {models.length > 3 && ` +${models.length - 3}`}
          </Fact>
        )}
        {release !== undefined && (
          <Fact name="Release">
            <Link to="/traces" search={{ release: [release] }}>
              {release}
            </Link>
          </Fact>
        )}
        {environment !== undefined && (
          <Fact name="Environment">
            <Link to="/traces" search={{ environment: [environment] }}>
              {environment}
            </Link>
          </Fact>
        )}
        {userId !== undefined && (
          <Fact name="User">
            <Link to="/traces" search={{ user: userId }}>
              {userId}
            </Link>
          </Fact>
        )}
        {sessionId !== undefined && (
          <Fact name="Session">
            <Link to="/sessions/$sessionId" params={{ sessionId }}>
              {sessionId}
            </Link>
          </Fact>
        )}
      </dl>
    </header>
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
