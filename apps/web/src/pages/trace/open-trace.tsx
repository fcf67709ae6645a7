import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { type SpanJson, type TraceJson } from "../../api/index.ts";
import { CopyButton, Fault, figureText, Skeleton, Tabs, useNarrow } from "../../design/index.ts";
import { Conversation, firstToShow, JsonView, traceQuery } from "../../trace/index.ts";
import { SpanTreeView } from "./span-tree.tsx";
import { Attributes } from "./attributes.tsx";
import { Given } from "./given-panel.tsx";
import { SpanHead } from "./span-head.tsx";
import { TraceSummary } from "./summary.tsx";
import { type SpanTree, unfolded } from "./tree.ts";
import type { TraceSearch } from "./route.ts";
import { useNearestGood } from "./use-nearest-good.ts";
import { useTraceKeys } from "./use-trace-keys.ts";

const route = getRouteApi("/shell/traces/$traceId");

/** Up to here the texts of all spans are fetched at once; above, those of each span when it is shown. */
const wholeUpTo = 200;

/** Summary above; tree, conversation and what is known of a span side by side, as tabs at 390 px. */
export function OpenTrace({
  project,
  trace,
  tree,
  nearMs,
}: {
  project: string;
  /** Lean. */
  trace: TraceJson;
  tree: SpanTree;
  nearMs: number | undefined;
}): ReactNode {
  const search = route.useSearch();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const nodes = useMemo(() => unfolded(tree, folded), [tree, folded]);
  const opening = useMemo(() => firstToShow(trace)?.spanId, [trace]);
  const selected = search.span !== undefined && tree.byId.has(search.span) ? search.span : opening;
  const node = selected === undefined ? undefined : tree.byId.get(selected);

  const show = useCallback(
    (change: (before: TraceSearch) => TraceSearch) =>
      void navigate({
        to: ".",
        search: (before: TraceSearch) => change(before),
        replace: true,
        resetScroll: false,
      } as never),
    [navigate],
  );
  const select = useCallback(
    (spanId: string) => {
      // A span that is folded away is shown.
      setFolded((before) => {
        const next = new Set(before);
        for (let at = tree.byId.get(spanId)?.parent; at; at = at.parent) next.delete(at.span.spanId);
        return next.size === before.size ? before : next;
      });
      show((before) => ({ ...before, span: spanId }));
    },
    [show, tree],
  );
  const fold = useCallback((spanId: string) => {
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(spanId)) next.add(spanId);
      return next;
    });
  }, []);
  const compare = useNearestGood(project, trace.traceId, tree);
  const { toFault } = useTraceKeys({
    nodes,
    all: tree.ordered,
    selected,
    folded,
    onSelect: select,
    onFold: fold,
    onShow: show,
    onCompare: compare.find,
  });

  const whole = tree.ordered.length <= wholeUpTo;
  const details = useQuery({
    ...traceQuery(project, trace.traceId, { nearMs, spans: whole || selected === undefined ? undefined : [selected] }),
    enabled: selected !== undefined,
  });
  const span = details.data?.spans.find((one) => one.spanId === selected);
  const timeline = search.show === "timeline";
  const [tab, setTab] = useState<"spans" | "said" | "given" | "attributes">(narrow ? "said" : "spans");

  const spans = (
    <SpanTreeView
      tree={tree}
      nodes={nodes}
      folded={folded}
      selected={selected}
      wide={timeline}
      onSelect={(spanId) => {
        select(spanId);
        if (narrow) setTab("said");
      }}
      onFold={fold}
    />
  );
  const said = (
    <SpanDetails
      span={span}
      raw={search.raw === true}
      error={details.error}
      onRetry={() => void details.refetch()}
      head={
        node && (
          <SpanHead
            node={node}
            onRaw={() => show((before) => ({ ...before, raw: before.raw ? undefined : true }))}
            raw={search.raw === true}
          />
        )
      }
    />
  );
  const given = <Given project={project} trace={details.data ?? trace} span={node?.span} />;
  const attributes = span ? <Attributes key={span.spanId} span={span} /> : <Skeleton lines={4} />;
  return (
    <div className={`trace-page${timeline ? " trace-timeline" : ""}`}>
      <TraceSummary
        trace={trace}
        tree={tree}
        timeline={timeline}
        comparing={compare.busy}
        onTimeline={() => {
          show((before) => ({ ...before, show: timeline ? undefined : "timeline" }));
          setTab("spans");
        }}
        onCompare={compare.find}
        onFault={toFault}
      />
      {narrow ? (
        <div className="trace-tabs">
          <Tabs
            label="Parts of the trace"
            tabs={[
              { value: "spans", label: `Spans ${figureText(tree.ordered.length, "count")}` },
              { value: "said", label: "Conversation" },
              { value: "given", label: "Scores" },
              { value: "attributes", label: "Attributes" },
            ]}
            value={tab}
            onChoose={setTab}
          >
            {tab === "spans" ? (
              <div className="trace-tab-tree">{spans}</div>
            ) : tab === "said" ? (
              said
            ) : tab === "given" ? (
              given
            ) : (
              attributes
            )}
          </Tabs>
        </div>
      ) : (
        <div className="trace-columns">
          <section className="trace-column" aria-label="Spans of the trace">
            {spans}
          </section>
          {/* Scrolls, so the keyboard must reach it. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <section className="trace-column trace-said" aria-label="Span" tabIndex={0}>
            {said}
          </section>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <section className="trace-column trace-known" aria-label="Scores, feedback and attributes" tabIndex={0}>
            {given}
            {attributes}
          </section>
        </div>
      )}
    </div>
  );
}

function SpanDetails({
  span,
  raw,
  error,
  onRetry,
  head,
}: {
  span: SpanJson | undefined;
  raw: boolean;
  error: Error | null;
  onRetry: () => void;
  head: ReactNode;
}): ReactNode {
  return (
    <>
      {head}
      {span ? (
        raw ? (
          <section className="span-raw" aria-label="Raw JSON">
            <CopyButton text={JSON.stringify(span, null, 2)} label="Copy JSON of the span" word="Copy JSON" />
            <JsonView value={span} depth={4} />
          </section>
        ) : (
          <Conversation span={span} />
        )
      ) : error ? (
        <Fault error={error} onRetry={onRetry} />
      ) : (
        <Skeleton lines={8} />
      )}
    </>
  );
}
