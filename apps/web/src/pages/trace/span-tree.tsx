import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useNarrow } from "../../design/index.ts";
import type { SpanTree, TreeNode } from "./tree.ts";
import { SpanLine } from "./span-line.tsx";
import { TimeAxis } from "./time-axis.tsx";
import "./span-tree.css";

/**
 * The spans of a trace as a tree; only what is in view is in the page. `wide` gives most of the width to the bars: the
 * timeline.
 */
export function SpanTreeView({
  tree,
  nodes,
  folded,
  selected,
  wide,
  onSelect,
  onFold,
}: {
  tree: SpanTree;
  /** The unfolded ones. */
  nodes: readonly TreeNode[];
  folded: ReadonlySet<string>;
  selected: string | undefined;
  wide: boolean;
  onSelect: (spanId: string) => void;
  onFold: (spanId: string) => void;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  const height = useNarrow() ? 40 : 28;
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => place.current,
    estimateSize: () => height,
    overscan: 10,
    getItemKey: (index) => nodes[index]?.span.spanId ?? index,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const at = nodes.findIndex((node) => node.span.spanId === selected);
  const opened = useRef(false);
  useEffect(() => {
    if (at < 0) return;
    virtual.scrollToIndex(at, { align: opened.current ? "auto" : "center" });
    opened.current = true;
  }, [virtual, at]);
  // Between tree and timeline the height changes: what is selected stays in view.
  useEffect(() => {
    opened.current = false;
  }, [wide]);
  const items = virtual.getVirtualItems();

  return (
    <div className={wide ? "span-tree span-tree-wide" : "span-tree"}>
      {wide && <TimeAxis lengthMs={tree.endMs - tree.startMs} />}
      <div
        ref={place}
        className="span-tree-scroll"
        role="tree"
        tabIndex={0}
        aria-label={wide ? "Spans over time" : "Spans"}
        aria-activedescendant={items.some((item) => item.index === at) ? `${id}-${selected}` : undefined}
      >
        <div role="presentation" className="span-tree-all" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const node = nodes[item.index];
            if (!node) return null;
            const { spanId } = node.span;
            return (
              <SpanLine
                key={item.key}
                id={`${id}-${spanId}`}
                node={node}
                startMs={tree.startMs}
                lengthMs={Math.max(1e-6, tree.endMs - tree.startMs)}
                offsetPx={item.start}
                heightPx={height}
                folded={folded.has(spanId)}
                selected={spanId === selected}
                onSelect={onSelect}
                onFold={onFold}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
