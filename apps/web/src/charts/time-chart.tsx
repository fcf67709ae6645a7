import { lazy, type ReactNode, Suspense } from "react";
import { Skeleton } from "../design/index.ts";
import type { TimeChartProps } from "./time-chart-props.ts";

const Canvas = lazy(() => import("./time-canvas.tsx"));

/**
 * Series over time on a canvas (uPlot, loaded when first shown). Charts of one `syncKey` share a crosshair, by pointer and by
 * arrow keys. Dragging selects a range. Points of few n are hollow. Give its table twin beside it: `PointTable`.
 */
export function TimeChart(props: TimeChartProps): ReactNode {
  return (
    <Suspense fallback={<Skeleton lines={1} height={props.height ?? 200} />}>
      <Canvas {...props} />
    </Suspense>
  );
}
