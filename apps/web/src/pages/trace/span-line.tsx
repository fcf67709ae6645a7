import { memo, type ReactNode } from "react";
import { figureText } from "../../design/index.ts";
import { faultOf, KindIcon, ParentMissing } from "../../trace/index.ts";
import type { TreeNode } from "./tree.ts";

const deepest = 24;

/** One span in the tree: its kind and name, its fault, its bar over time, its duration. */
export const SpanLine = memo(function SpanLine({
  id,
  node,
  startMs,
  lengthMs,
  offsetPx,
  heightPx,
  folded,
  selected,
  onSelect,
  onFold,
}: {
  id: string;
  node: TreeNode;
  startMs: number;
  lengthMs: number;
  offsetPx: number;
  heightPx: number;
  folded: boolean;
  selected: boolean;
  onSelect: (spanId: string) => void;
  onFold: (spanId: string) => void;
}): ReactNode {
  const { span, depth, children, faultsBelow, parent } = node;
  const fault = faultOf(span);
  const siblings = parent?.children;
  const from = (node.startMs - startMs) / lengthMs;
  const share = span.durationMs / lengthMs;
  return (
    <div
      id={id}
      role="treeitem"
      className="span-line"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={children.length === 0 ? undefined : !folded}
      aria-setsize={siblings?.length}
      aria-posinset={siblings ? siblings.indexOf(node) + 1 : undefined}
      style={{ transform: `translateY(${offsetPx}px)`, height: heightPx }}
      onClick={() => onSelect(span.spanId)}
    >
      <span className="span-name" style={{ paddingLeft: Math.min(depth, deepest) * 12 }}>
        <span
          className="span-fold"
          aria-hidden="true"
          onClick={(event) => {
            if (children.length === 0) return;
            event.stopPropagation();
            onFold(span.spanId);
          }}
        >
          {children.length === 0 ? "" : folded ? "▸" : "▾"}
        </span>
        <KindIcon kind={span.kind} />
        <span className="one-line" title={span.name}>
          {span.name}
        </span>
        {node.orphan && <ParentMissing />}
        {fault !== undefined && (
          <span className="span-fault" title={fault}>
            <span aria-hidden="true">!</span>
            <span className="seen-by-readers">{fault}</span>
          </span>
        )}
        {folded && faultsBelow > 0 && (
          <span className="span-fault-below" title={`${faultsBelow} failed below`}>
            !{faultsBelow}
            <span className="seen-by-readers"> failed below</span>
          </span>
        )}
        {folded && <span className="muted span-hidden">+{below(node)}</span>}
      </span>
      <span className="span-bar-place" aria-hidden="true">
        <span
          className={fault === undefined ? `span-bar bar-${span.kind}` : "span-bar bar-fault"}
          style={{ left: `${from * 100}%`, width: `${share * 100}%` }}
        />
      </span>
      <span className="span-duration">{figureText(span.durationMs, "ms")}</span>
    </div>
  );
});

function below(node: TreeNode): number {
  let count = 0;
  const waiting = [...node.children];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    count++;
    waiting.push(...one.children);
  }
  return count;
}
