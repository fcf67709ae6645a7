import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { figureText, type FigureUnit } from "../design/index.ts";
import { extent, filled, nearest, type Point, runs } from "./scale.ts";
import { timeText } from "./time-text.ts";
import "./sparkline.css";

const width = 1000;

/**
 * A small line over time, as wide as its place. The pointer or the arrow keys move a cursor that names time, value and n;
 * dragging, or Shift with the arrows, selects a range; Enter opens the selected range, or the step under the cursor.
 * Release marks are dashed lines. The same figures as a table: `PointTable`.
 */
export function Sparkline({
  label,
  points: given,
  fromMs,
  toMs,
  stepMs,
  unit,
  volume = false,
  marks = [],
  height = 48,
  idle = "",
  onSelect,
}: {
  /** What it shows, for screen readers. */
  label: string;
  points: readonly Point[];
  fromMs: number;
  toMs: number;
  stepMs: number;
  unit: FigureUnit;
  /** Counts and sums: steps that are missing are 0. */
  volume?: boolean;
  marks?: readonly { timeMs: number; label: string }[];
  height?: number;
  /** Below the line while there is no cursor. */
  idle?: string;
  /** A range was chosen: [fromMs, toMs). */
  onSelect?: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const points = volume ? filled(given, fromMs, toMs, stepMs) : given;
  const [cursor, setCursor] = useState<number>();
  const [anchor, setAnchor] = useState<number>();
  const svg = useRef<SVGSVGElement>(null);
  const [low, high] = extent(
    points.map((point) => point[1]),
    volume || unit === "share",
  );
  const x = (timeMs: number) => ((timeMs - fromMs) / (toMs - fromMs)) * width;
  const y = (value: number) => height - 2 - ((value - low) / (high - low)) * (height - 4);
  const middle = (point: Point) => x(point[0] + stepMs / 2);
  const at = cursor === undefined ? undefined : points[cursor];
  const rangeMs = toMs - fromMs;
  const words = at
    ? `${timeText(at[0], rangeMs)}: ${figureText(at[1], unit)}, n ${at[2]}`
    : points.length === 0
      ? "no data"
      : `${points.length} points`;

  function indexAt(event: PointerEvent): number {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return -1;
    return nearest(points, fromMs + ((event.clientX - box.left) / box.width) * rangeMs - stepMs / 2);
  }
  function choose(a: number, b: number): void {
    const first = points[Math.min(a, b)];
    const last = points[Math.max(a, b)];
    if (first && last) onSelect?.(Math.max(first[0], fromMs), Math.min(last[0] + stepMs, toMs));
  }
  function onPointerUp(event: PointerEvent): void {
    const to = indexAt(event);
    if (anchor !== undefined && to >= 0 && Math.abs(to - anchor) >= 1) choose(anchor, to);
    setAnchor(undefined);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const last = points.length - 1;
    const from = cursor ?? last + 1;
    const to: Record<string, number> = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      Home: 0,
      End: last,
      PageUp: from - 10,
      PageDown: from + 10,
    };
    const next = to[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      setAnchor(event.shiftKey ? (anchor ?? cursor) : undefined);
      setCursor(Math.max(0, Math.min(last, next)));
    } else if (event.key === "Enter" && cursor !== undefined) {
      event.preventDefault();
      choose(anchor ?? cursor, cursor);
      setAnchor(undefined);
    } else if (event.key === "Escape" && cursor !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setCursor(undefined);
      setAnchor(undefined);
    }
  }

  const selected =
    anchor !== undefined && at ? [points[anchor], at].toSorted((a, b) => (a?.[0] ?? 0) - (b?.[0] ?? 0)) : undefined;
  return (
    <div className="sparkline">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, points.length - 1)}
        aria-valuenow={cursor ?? Math.max(0, points.length - 1)}
        aria-valuetext={words}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0 || event.pointerType === "touch") return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setAnchor(indexAt(event));
        }}
        onPointerMove={(event) => setCursor(Math.max(0, indexAt(event)))}
        onPointerUp={onPointerUp}
        onPointerLeave={() => anchor === undefined && setCursor(undefined)}
        onBlur={() => setCursor(undefined)}
      >
        {selected?.[0] && selected[1] && (
          <rect
            className="sparkline-selection"
            x={x(selected[0][0])}
            width={x(selected[1][0] + stepMs) - x(selected[0][0])}
            y={0}
            height={height}
          />
        )}
        {points.length > 0 &&
          marks.map((mark) => (
            <line
              key={mark.timeMs + mark.label}
              className="sparkline-mark"
              x1={x(mark.timeMs)}
              x2={x(mark.timeMs)}
              y1={0}
              y2={height}
            >
              <title>{mark.label}</title>
            </line>
          ))}
        {runs(points, stepMs).map((run) => (
          <path
            key={run[0]?.[0]}
            className="sparkline-line"
            d={path(run.map((point) => [middle(point), y(point[1])]))}
          />
        ))}
        {at && <line className="sparkline-cursor" x1={middle(at)} x2={middle(at)} y1={0} y2={height} />}
      </svg>
      <p className="sparkline-words">{at ? <span aria-hidden="true">{words}</span> : idle}</p>
    </div>
  );
}

/** A line through points; a single one gets a short dash, so that it is seen. */
function path(points: readonly (readonly [number, number])[]): string {
  const [first] = points;
  if (!first) return "";
  if (points.length === 1) return `M${round(first[0] - 3)} ${round(first[1])}h6`;
  return `M${points.map(([px, py]) => `${round(px)} ${round(py)}`).join("L")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
