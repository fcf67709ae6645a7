import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouter } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { SpanJson, TraceJson } from "../../../api/index.ts";
import { Button, Fault, figureText, type FigureUnit, Skeleton } from "../../../design/index.ts";
import { useKey } from "../../../keyboard/index.ts";
import { clockText, faultOf, plainText, tokensOf, traceQuery } from "../../../trace/index.ts";
import type { TraceSearch } from "../route.ts";
import { type SpanTree, totalsOf, treeOf } from "../tree.ts";
import { ComparedSpans } from "./compared-spans.tsx";
import { ComparedTexts } from "./compared-texts.tsx";
import "./compare.css";

/** Two traces side by side: figures, input, output, spans. The trace of the page is on the left. */
export function Compare({
  project,
  traceId,
  trace,
  tree,
  otherId,
}: {
  project: string;
  traceId: string;
  /** Lean. */
  trace: TraceJson;
  tree: SpanTree;
  otherId: string;
}): ReactNode {
  const router = useRouter();
  const navigate = useNavigate();
  const other = useQuery(traceQuery(project, otherId, { lean: true, nearMs: tree.startMs }));
  const otherTree = useMemo(() => treeOf(other.data?.spans ?? []), [other.data]);
  const left = useRootText(project, traceId, tree);
  const right = useRootText(project, otherId, otherTree);

  const close = () => {
    if (router.history.canGoBack()) router.history.back();
    else void navigate({ to: ".", search: (before: TraceSearch) => ({ ...before, compare: undefined }) } as never);
  };
  useKey("c", { does: "end the comparison", group: "Compare" }, close);
  if (other.error) return <Fault error={other.error} onRetry={() => void other.refetch()} />;
  if (!other.data) return <Skeleton lines={12} />;
  const figures = [figuresOf(trace, tree), figuresOf(other.data, otherTree)] as const;
  return (
    <div className="compare">
      <header className="compare-head">
        <h1>Two traces</h1>
        <Button small onClick={close}>
          Close
        </Button>
      </header>
      <div className="compare-scroll">
        <table className="compare-figures">
          <caption className="seen-by-readers">Figures of both traces</caption>
          <thead>
            <tr>
              <td />
              <TraceHead trace={trace} tree={tree} mark="A" />
              <TraceHead trace={other.data} tree={otherTree} mark="B" />
              <th scope="col">A against B</th>
            </tr>
          </thead>
          <tbody>
            {figures[0].map(({ name, unit, value, text }, index) => {
              const against = figures[1][index];
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{text ?? figureText(value, unit)}</td>
                  <td>{against?.text ?? figureText(against?.value, unit)}</td>
                  <td>
                    {text === undefined ? ratio(value, against?.value) : text === against?.text ? "same" : "differs"}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <ComparedTexts title="Input" left={left && plainText(left.input)} right={right && plainText(right.input)} />
      <ComparedTexts title="Output" left={left && plainText(left.output)} right={right && plainText(right.output)} />
      <ComparedSpans left={tree} right={otherTree} leftId={traceId} rightId={otherId} />
    </div>
  );
}

function useRootText(project: string, traceId: string, tree: SpanTree): SpanJson | undefined {
  const root = (tree.roots.find((node) => !node.orphan) ?? tree.roots[0])?.span.spanId;
  const query = useQuery({
    ...traceQuery(project, traceId, { spans: root === undefined ? undefined : [root], nearMs: tree.startMs }),
    enabled: root !== undefined,
  });
  return query.data?.spans.find((span) => span.spanId === root);
}

function TraceHead({ trace, tree, mark }: { trace: TraceJson; tree: SpanTree; mark: string }): ReactNode {
  const faults = tree.ordered.filter((node) => faultOf(node.span) !== undefined).length;
  return (
    <th scope="col">
      <span className="compare-mark">{mark}</span>{" "}
      <Link to="/traces/$traceId" params={{ traceId: trace.traceId }} search={{ near: Math.floor(tree.startMs) }}>
        {clockText(tree.startMs)}
      </Link>{" "}
      <span className={faults > 0 ? "fault-word" : "muted"}>{faults > 0 ? `! ${faults} failed` : "✓ ok"}</span>
    </th>
  );
}

interface Shown {
  name: string;
  unit: FigureUnit;
  value?: number | undefined;
  /** Instead of a figure. */
  text?: string;
}

function figuresOf(trace: TraceJson, tree: SpanTree): Shown[] {
  const { usage, costUsd } = totalsOf(tree);
  const values = (key: "model" | "release") =>
    [...new Set(trace.spans.flatMap((span) => span[key] ?? []))].join(", ") || "–";
  return [
    { name: "Latency", unit: "ms", value: tree.endMs - tree.startMs },
    { name: "Tokens", unit: "tokens", value: tokensOf(usage) },
    { name: "Cost", unit: "usd", value: costUsd },
    { name: "Spans", unit: "count", value: tree.ordered.length },
    { name: "Tool calls", unit: "count", value: tree.ordered.filter((node) => node.span.kind === "tool").length },
    { name: "Models", unit: "count", text: values("model") },
    { name: "Release", unit: "count", text: values("release") },
  ];
}

function ratio(value: number | undefined, against: number | undefined): string {
  if (value === undefined || against === undefined) return "–";
  if (value === against) return "same";
  if (against === 0) return "–";
  const change = (value / against - 1) * 100;
  return `${change > 0 ? "+" : "−"}${Math.abs(change) < 10 ? Math.abs(change).toFixed(1) : Math.round(Math.abs(change)).toLocaleString("en-US")}%`;
}
