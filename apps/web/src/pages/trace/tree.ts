import type { SpanJson } from "../../api/index.ts";
import { faultOf } from "../../trace/index.ts";

/** A span in its place. */
export interface TreeNode {
  span: SpanJson;
  /** 0 for roots. */
  depth: number;
  parent: TreeNode | undefined;
  children: TreeNode[];
  /** Its parent is named but has not arrived. */
  orphan: boolean;
  /** ms since 1970 */
  startMs: number;
  /** Failed spans below it. */
  faultsBelow: number;
}

export interface SpanTree {
  roots: TreeNode[];
  /** Every node, parents before children, siblings by their start. */
  ordered: TreeNode[];
  byId: ReadonlyMap<string, TreeNode>;
  startMs: number;
  endMs: number;
}

/**
 * The tree of a trace's spans. Spans whose parent is missing are roots; parents that go round in a circle are cut at the
 * span that started first. Deep chains are walked without recursion.
 */
export function treeOf(spans: readonly SpanJson[]): SpanTree {
  const nodes = spans.map((span): TreeNode => ({
    span,
    depth: 0,
    parent: undefined,
    children: [],
    orphan: false,
    startMs: Date.parse(span.startTime),
    faultsBelow: 0,
  }));
  nodes.sort((a, b) => a.startMs - b.startMs);
  const byId = new Map(nodes.map((node) => [node.span.spanId, node]));
  const roots: TreeNode[] = [];
  for (const node of nodes) {
    const { parentSpanId, spanId } = node.span;
    const parent = parentSpanId === undefined || parentSpanId === spanId ? undefined : byId.get(parentSpanId);
    node.orphan = parent === undefined && parentSpanId !== undefined;
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  const ordered: TreeNode[] = [];
  const seen = new Set<TreeNode>();
  for (const root of roots) walk(root, seen, ordered);
  // What no root leads to goes round in a circle.
  for (const node of nodes) {
    if (seen.has(node)) continue;
    node.orphan = true;
    roots.push(node);
    walk(node, seen, ordered);
  }
  for (const node of ordered.toReversed())
    if (node.parent) node.parent.faultsBelow += node.faultsBelow + (faultOf(node.span) === undefined ? 0 : 1);
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const node of nodes) {
    startMs = Math.min(startMs, node.startMs);
    endMs = Math.max(endMs, node.startMs + node.span.durationMs);
  }
  return { roots, ordered, byId, startMs, endMs };
}

function walk(root: TreeNode, seen: Set<TreeNode>, ordered: TreeNode[]): void {
  const waiting = [root];
  seen.add(root);
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    ordered.push(node);
    node.children = node.children.filter((child) => !seen.has(child));
    for (const child of node.children.toReversed()) {
      seen.add(child);
      child.parent = node;
      child.depth = node.depth + 1;
      waiting.push(child);
    }
  }
}

/** The nodes that are seen when the folded ones hide what is below them. */
export function unfolded(tree: SpanTree, folded: ReadonlySet<string>): TreeNode[] {
  if (folded.size === 0) return tree.ordered;
  let hiddenBelow = Number.POSITIVE_INFINITY;
  return tree.ordered.filter((node) => {
    if (node.depth > hiddenBelow) return false;
    hiddenBelow = folded.has(node.span.spanId) ? node.depth : Number.POSITIVE_INFINITY;
    return true;
  });
}

/** What a trace's calls add up to, each counted once: a span counts only when none below it does. */
export function totalsOf(tree: SpanTree): { usage: NonNullable<SpanJson["usage"]>; costUsd: number | undefined } {
  const usage: NonNullable<SpanJson["usage"]> = {};
  for (const { span } of innermost(tree, (one) => one.usage !== undefined && Object.keys(one.usage).length > 0))
    for (const key of ["inputTokens", "outputTokens", "cachedInputTokens", "reasoningTokens"] as const)
      if (span.usage?.[key] !== undefined) usage[key] = (usage[key] ?? 0) + span.usage[key];
  const priced = innermost(tree, (one) => one.costUsd !== undefined);
  const costUsd = priced.length === 0 ? undefined : priced.reduce((sum, { span }) => sum + (span.costUsd ?? 0), 0);
  return { usage, costUsd };
}

function innermost(tree: SpanTree, has: (span: SpanJson) => boolean): TreeNode[] {
  const covered = new Set<TreeNode>();
  const found: TreeNode[] = [];
  for (const node of tree.ordered.toReversed()) {
    const counts = has(node.span);
    if (counts && !covered.has(node)) found.push(node);
    if ((counts || covered.has(node)) && node.parent) covered.add(node.parent);
  }
  return found;
}
