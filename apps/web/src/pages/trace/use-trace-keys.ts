import { useNavigate, useRouter } from "@tanstack/react-router";
import { useKey } from "../../keyboard/index.ts";
import { toast } from "../../design/index.ts";
import { faultOf } from "../../trace/index.ts";
import type { TreeNode } from "./tree.ts";
import type { TraceSearch } from "./route.ts";

const group = "Trace";

/** Keys of an open trace: along the spans, to the next error, other ways of showing it. */
export function useTraceKeys({
  nodes,
  all,
  selected,
  folded,
  onSelect,
  onFold,
  onShow,
  onCompare,
}: {
  /** The unfolded ones, in order. */
  nodes: readonly TreeNode[];
  all: readonly TreeNode[];
  selected: string | undefined;
  folded: ReadonlySet<string>;
  onSelect: (spanId: string) => void;
  onFold: (spanId: string) => void;
  onShow: (change: (before: TraceSearch) => TraceSearch) => void;
  onCompare: () => void;
}): { toFault: (direction: 1 | -1) => void } {
  const router = useRouter();
  const navigate = useNavigate();
  const at = nodes.findIndex((node) => node.span.spanId === selected);
  const node = nodes[at];
  const move = (steps: number) => {
    const to = nodes[Math.max(0, Math.min(nodes.length - 1, at + steps))];
    if (to) onSelect(to.span.spanId);
  };
  const toFault = (direction: 1 | -1) => {
    const faults = all.flatMap((one, index) => (faultOf(one.span) === undefined ? [] : [index]));
    if (faults.length === 0) {
      toast("No span of this trace failed");
      return;
    }
    const here = all.findIndex((one) => one.span.spanId === selected);
    const next =
      direction === 1
        ? (faults.find((index) => index > here) ?? faults[0])
        : (faults.findLast((index) => index < here) ?? faults.at(-1));
    const found = next === undefined ? undefined : all[next];
    if (found) onSelect(found.span.spanId);
  };
  const inTree = (event: KeyboardEvent, run: () => void): void | false => {
    if (!(event.target instanceof Element) || !event.target.closest("[role=tree]")) return false;
    return run();
  };
  const sideways = (into: boolean) => {
    if (!node) return;
    const { spanId } = node.span;
    const closed = folded.has(spanId);
    if (into) {
      if (closed) onFold(spanId);
      else if (node.children[0]) onSelect(node.children[0].span.spanId);
    } else if (node.children.length > 0 && !closed) onFold(spanId);
    else if (node.parent) onSelect(node.parent.span.spanId);
  };

  useKey("j", { does: "next span", group }, () => move(1));
  useKey("k", { does: "previous span", group }, () => move(-1));
  useKey("n", { does: "next span", group }, () => move(1));
  useKey("p", { does: "previous span", group }, () => move(-1));
  useKey("ArrowDown", { does: "next span, in the tree", group }, (event) => inTree(event, () => move(1)));
  useKey("ArrowUp", { does: "previous span, in the tree", group }, (event) => inTree(event, () => move(-1)));
  useKey("ArrowRight", { does: "unfold, or to the first child", group }, (event) =>
    inTree(event, () => sideways(true)),
  );
  useKey("ArrowLeft", { does: "fold, or to the parent", group }, (event) => inTree(event, () => sideways(false)));
  useKey("Home", { does: "first span, in the tree", group }, (event) => inTree(event, () => move(-nodes.length)));
  useKey("End", { does: "last span, in the tree", group }, (event) => inTree(event, () => move(nodes.length)));
  useKey("]", { does: "next error", group }, () => toFault(1));
  useKey("[", { does: "previous error", group }, () => toFault(-1));
  useKey("t", { does: "timeline", group }, () =>
    onShow((before) => ({ ...before, show: before.show === "timeline" ? undefined : "timeline" })),
  );
  useKey("r", { does: "raw JSON of the span", group }, () =>
    onShow((before) => ({ ...before, raw: before.raw ? undefined : true })),
  );
  useKey("c", { does: "compare with the nearest good trace", group }, onCompare);
  useKey("Escape", { does: "back to the list", group }, () => {
    if (router.history.canGoBack()) return false;
    return void navigate({ to: "/traces" });
  });
  return { toFault };
}
