import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { figureText } from "../../../design/index.ts";
import { faultOf, KindIcon } from "../../../trace/index.ts";
import type { SpanTree, TreeNode } from "../tree.ts";
import { align } from "./align.ts";

const most = 500;

/** The spans of both traces lined up by kind and name; what only one has stands alone. */
export function ComparedSpans({
  left,
  right,
  leftId,
  rightId,
}: {
  left: SpanTree;
  right: SpanTree;
  leftId: string;
  rightId: string;
}): ReactNode {
  const [a, b] = [left.ordered.slice(0, most), right.ordered.slice(0, most)];
  const pairs = align(a.map(nameOf), b.map(nameOf)) ?? [];
  return (
    <section className="compare-part" aria-label="Spans">
      <h2>
        Spans{" "}
        {Math.max(left.ordered.length, right.ordered.length) > most && <span className="muted">the first {most}</span>}
      </h2>
      <ol className="compare-spans">
        {pairs.map(([i, j]) => (
          <li key={`${i}-${j}`}>
            <OneSpan node={i === undefined ? undefined : a[i]} traceId={leftId} side="A" />
            <OneSpan node={j === undefined ? undefined : b[j]} traceId={rightId} side="B" />
          </li>
        ))}
      </ol>
    </section>
  );
}

function nameOf({ span }: TreeNode): string {
  return `${span.kind} ${span.name}`;
}

function OneSpan({ node, traceId, side }: { node: TreeNode | undefined; traceId: string; side: string }): ReactNode {
  if (!node) return <span className="compare-none">not in {side}</span>;
  const { span, depth } = node;
  const fault = faultOf(span);
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={{ span: span.spanId }}
      className="compare-span"
      style={{ paddingLeft: 8 + Math.min(depth, 12) * 12 }}
    >
      <KindIcon kind={span.kind} />
      <span className="one-line">{span.name}</span>
      {fault !== undefined && <span className="fault-word">! {fault}</span>}
      <span className="muted compare-duration">{figureText(span.durationMs, "ms")}</span>
    </Link>
  );
}
