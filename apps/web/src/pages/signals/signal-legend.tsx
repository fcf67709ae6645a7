import type { ReactNode } from "react";
import { lookOf, nearest, type Point, timeText, useCrosshair } from "../../charts/index.ts";
import { figureText, type FigureUnit } from "../../design/index.ts";

interface Line {
  group: string;
  label: string;
  points: readonly Point[];
  look: number;
  hidden: boolean;
  total: { value: number | null; n: number } | undefined;
}

/**
 * The lines of a chart with their figures: over the range, or at the crosshair while there is one. With several lines a click
 * shows one alone, another one all again.
 */
export function SignalLegend({
  unit,
  lines,
  more,
  only,
  onOnly,
  rangeMs,
}: {
  unit: FigureUnit;
  lines: readonly Line[];
  /** Groups that have no line. */
  more: number;
  only: string | undefined;
  onOnly: (group: string | undefined) => void;
  rangeMs: number;
}): ReactNode {
  const at = useCrosshair("signals");
  return (
    <div className="signal-legend">
      <ul>
        {lines.map((line) => {
          const point = at === undefined ? undefined : line.points[nearest(line.points, at)];
          const here = point?.[0] === at ? point : undefined;
          const figure = at === undefined ? line.total?.value : here?.[1];
          const n = at === undefined ? line.total?.n : here?.[2];
          const words = (
            <>
              <LineMark look={line.look} />
              {lines.length > 1 && <span className="one-line">{line.label}</span>}
              {(lines.length > 1 || at !== undefined) && (
                <>
                  <span className="signal-value">{figureText(figure, unit)}</span>
                  <span className="muted">n {figureText(n, "count")}</span>
                </>
              )}
            </>
          );
          return (
            <li key={line.group}>
              {lines.length === 1 ? (
                at !== undefined && words
              ) : (
                <button
                  type="button"
                  className={line.hidden ? "legend-line legend-off" : "legend-line"}
                  aria-pressed={only === line.group}
                  onClick={() => onOnly(only === line.group ? undefined : line.group)}
                >
                  {words}
                </button>
              )}
            </li>
          );
        })}
        {more > 0 && <li className="muted">and {more} more</li>}
      </ul>
      <span className="muted signal-at">{at === undefined ? "" : timeText(at, rangeMs)}</span>
    </div>
  );
}

/** A line's colour and dash. */
function LineMark({ look }: { look: number }): ReactNode {
  const { variable, dash } = lookOf(look);
  return (
    <svg className="line-mark" width="20" height="8" aria-hidden="true">
      <line x1="0" x2="20" y1="4" y2="4" stroke={`var(${variable})`} strokeWidth="2" strokeDasharray={dash.join(" ")} />
    </svg>
  );
}
