import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { ReviewItem, SpanJson } from "../../api/index.ts";
import { Badge, Fault, InertText, RelativeTime, Skeleton, type Verdict, VerdictBadge } from "../../design/index.ts";
import { Conversation, firstToShow, traceQuery } from "../../trace/index.ts";

const reasons: Readonly<Record<ReviewItem["reasons"][number]["kind"], { verdict?: Verdict; word: string }>> = {
  hand: { word: "by hand" },
  feedback: { verdict: "fail", word: "bad feedback" },
  error: { verdict: "error", word: "error" },
  refusal: { verdict: "inconclusive", word: "refusal" },
  toolError: { verdict: "error", word: "tool error" },
  score: { verdict: "fail", word: "low score" },
  sample: { word: "drawn at random" },
};

/** What is judged: why it is here, what was asked and answered, and what failed on the way. */
export const Subject = memo(function Subject({
  project,
  item,
  group,
}: {
  project: string;
  item: ReviewItem;
  /** Only items of this one are shown. */
  group: string | undefined;
}): ReactNode {
  const nearMs = Date.parse(item.traceTime);
  const trace = useQuery(traceQuery(project, item.traceId, { nearMs }));
  return (
    <section className="review-subject" aria-label="Trace">
      <p className="review-head">
        <Link to="/traces/$traceId" params={{ traceId: item.traceId }} search={{ near: nearMs }}>
          {item.route}
        </Link>
        <span className="muted">
          <RelativeTime time={item.traceTime} />
          {item.release !== undefined && ` · ${item.release}`}
          {item.environment !== undefined && ` · ${item.environment}`}
        </span>
        {item.groupSize > 1 && item.groupId !== undefined && item.queue === "failures" && group === undefined && (
          <Link to="/review" search={{ group: item.groupId }}>
            one of {item.groupSize} alike
          </Link>
        )}
      </p>
      <ul className="review-reasons" aria-label="Why it is here">
        {item.reasons.map(({ kind, detail }) => (
          <li key={`${kind} ${detail ?? ""}`}>
            <Reason kind={kind} />
            {detail !== undefined && <InertText text={detail} foldAfter={300} />}
          </li>
        ))}
      </ul>
      {trace.error && (
        <>
          <Fault error={trace.error} onRetry={() => void trace.refetch()} />
          <InertText text={item.input} />
          <InertText text={item.output} />
        </>
      )}
      {!trace.data && !trace.error && <Skeleton lines={8} />}
      {trace.data && <Spans spans={trace.data.spans} failed={firstToShow({ ...trace.data, scores: [] })} />}
    </section>
  );
});

function Reason({ kind }: { kind: ReviewItem["reasons"][number]["kind"] }): ReactNode {
  const { verdict, word } = reasons[kind];
  return verdict === undefined ? <Badge>{word}</Badge> : <VerdictBadge verdict={verdict}>{word}</VerdictBadge>;
}

function Spans({ spans, failed }: { spans: readonly SpanJson[]; failed: SpanJson | undefined }): ReactNode {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const root = spans.find(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId)) ?? spans[0];
  if (root === undefined) return <p className="muted">The spans of this trace are gone.</p>;
  return (
    <>
      <Conversation span={root} />
      {failed !== undefined && failed.spanId !== root.spanId && (
        <section aria-label="What failed">
          <h2 className="review-failed">
            Failed on the way: <span className="mono">{failed.name}</span>
          </h2>
          <Conversation span={failed} />
        </section>
      )}
    </>
  );
}
