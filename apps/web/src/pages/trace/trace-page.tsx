import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { Fault, Skeleton } from "../../design/index.ts";
import { traceQuery } from "../../trace/index.ts";
import { useView } from "../../shell/view.ts";
import { Compare } from "./compare/compare.tsx";
import { OpenTrace } from "./open-trace.tsx";
import { treeOf } from "./tree.ts";
import "./trace-page.css";

const route = getRouteApi("/shell/traces/$traceId");

/** One trace: first its lean spans for the tree, then the texts of the span that is shown. */
export function TracePage(): ReactNode {
  const { traceId } = route.useParams();
  const { near, compare } = route.useSearch();
  const { project } = useView();
  const lean = useQuery(traceQuery(project, traceId, { lean: true, nearMs: near }));
  const tree = useMemo(() => treeOf(lean.data?.spans ?? []), [lean.data]);
  if (lean.error && !lean.data) return <Fault error={lean.error} onRetry={() => void lean.refetch()} />;
  if (!lean.data)
    return (
      <div className="trace-loading">
        <Skeleton lines={12} />
      </div>
    );
  if (compare !== undefined)
    return <Compare project={project} traceId={traceId} trace={lean.data} tree={tree} otherId={compare} />;
  return <OpenTrace key={traceId} project={project} trace={lean.data} tree={tree} nearMs={near} />;
}
