import type { ReactNode } from "react";
import "./skeleton.css";

/** Grey lines where content will be. It appears after a moment only, so that quick answers do not flicker. */
export function Skeleton({ lines = 3, height }: { lines?: number; height?: number }): ReactNode {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="skeleton-line" style={height === undefined ? undefined : { height }} />
      ))}
    </div>
  );
}
