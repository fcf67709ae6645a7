import { type ReactNode, useMemo } from "react";
import { axisPx, type Point } from "../../charts/index.ts";

const width = 1000;
const height = 14;

/** How many things each step of the chart above rests on; few are drawn hollow. The chart's table has the figures. */
export function CountStrip({
  points,
  fromMs,
  toMs,
  stepMs,
  lowN,
}: {
  points: readonly (readonly Point[])[];
  fromMs: number;
  toMs: number;
  stepMs: number;
  lowN: number;
}): ReactNode {
  const counts = useMemo(() => {
    const found = new Map<number, number>();
    for (const [timeMs, , n] of points.flat()) found.set(timeMs, (found.get(timeMs) ?? 0) + n);
    return [...found];
  }, [points]);
  const most = Math.max(1, ...counts.map(([, n]) => n));
  const step = (stepMs / (toMs - fromMs)) * width;
  return (
    <div className="count-strip" style={{ paddingLeft: axisPx, paddingRight: 8 }} aria-hidden="true">
      <span className="count-strip-name muted">n ≤ {most.toLocaleString("en-US")}</span>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" height={height}>
        {counts.map(([timeMs, n]) => {
          const tall = Math.max(1.5, (n / most) * height);
          return (
            <rect
              key={timeMs}
              className={n < lowN ? "count-low" : "count"}
              x={((timeMs - fromMs) / (toMs - fromMs)) * width + step * 0.1}
              width={Math.max(0.5, step * 0.8)}
              y={height - tall}
              height={tall}
            />
          );
        })}
      </svg>
    </div>
  );
}
