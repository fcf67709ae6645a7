import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from "react";
import { endText, timeText } from "./time-text.ts";
import "./histogram.css";

export interface HistogramBar {
  /** Start of the step, ms since 1970. */
  timeMs: number;
  total: number;
  /** Part of the total, drawn striped at the foot. */
  bad: number;
}

const width = 1000;

/**
 * Counts over time as bars, as wide as its place. The pointer or the arrow keys move a cursor that says what a bar counts;
 * dragging, or Shift with the arrows, selects a range; Enter, or a click, chooses the bar under the cursor. Give its table
 * twin beside it.
 */
export function Histogram({
  label,
  bars,
  stepMs,
  words,
  height = 56,
  onSelect,
}: {
  label: string;
  bars: readonly HistogramBar[];
  stepMs: number;
  /** What a bar counts: `12 traces, 1 with errors`. */
  words: (bar: HistogramBar) => string;
  height?: number;
  onSelect?: (fromMs: number, toMs: number) => void;
}): ReactNode {
  const [cursor, setCursor] = useState<number>();
  const [anchor, setAnchor] = useState<number>();
  const svg = useRef<SVGSVGElement>(null);
  const pattern = useId();
  const last = bars.length - 1;
  const at = cursor === undefined ? undefined : bars[cursor];
  const step = width / Math.max(1, bars.length);
  const highest = Math.max(1, ...bars.map((bar) => bar.total));
  const rangeMs = bars.length * stepMs;
  const tall = (count: number) => (count === 0 ? 0 : Math.max(2, (count / highest) * (height - 2)));
  const said = (bar: HistogramBar) => `${timeText(bar.timeMs, rangeMs)}: ${words(bar)}`;

  function indexAt(event: PointerEvent): number {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return 0;
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - box.left) / box.width) * bars.length)));
  }
  function choose(a: number, b: number): void {
    const first = bars[Math.min(a, b)];
    const end = bars[Math.max(a, b)];
    if (first && end) onSelect?.(first.timeMs, end.timeMs + stepMs);
  }
  function onKeyDown(event: KeyboardEvent): void {
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
      setCursor(undefined);
    } else if (event.key === "Escape" && cursor !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setCursor(undefined);
      setAnchor(undefined);
    }
  }

  const low = anchor === undefined || cursor === undefined ? undefined : Math.min(anchor, cursor);
  const high = anchor === undefined || cursor === undefined ? undefined : Math.max(anchor, cursor);
  return (
    <div className="histogram">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={cursor ?? Math.max(0, last)}
        aria-valuetext={at ? said(at) : `${bars.length} bars`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0 || event.pointerType === "touch") return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setAnchor(indexAt(event));
        }}
        onPointerMove={(event) => setCursor(indexAt(event))}
        onPointerUp={(event) => {
          if (anchor !== undefined) choose(anchor, indexAt(event));
          setAnchor(undefined);
        }}
        onPointerCancel={() => setAnchor(undefined)}
        onPointerLeave={() => anchor === undefined && setCursor(undefined)}
        onBlur={() => setCursor(undefined)}
      >
        <defs>
          <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className="histogram-bad" width="6" height="6" />
            <line className="histogram-stripe" x1="0" x2="0" y1="0" y2="6" />
          </pattern>
        </defs>
        {low !== undefined && high !== undefined && (
          <rect className="histogram-selection" x={low * step} width={(high - low + 1) * step} y={0} height={height} />
        )}
        {bars.map((bar, index) => {
          const good = tall(bar.total);
          const bad = Math.min(good, tall(bar.bad));
          const gap = step * 0.12;
          const x = index * step + gap;
          return (
            <g key={bar.timeMs} className={index === cursor ? "histogram-at" : undefined}>
              <rect className="histogram-total" x={x} width={step - 2 * gap} y={height - good} height={good - bad} />
              {bad > 0 && <rect fill={`url(#${pattern})`} x={x} width={step - 2 * gap} y={height - bad} height={bad} />}
            </g>
          );
        })}
        <line className="histogram-ground" x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
      </svg>
      <p className="histogram-words" aria-hidden="true">
        <span>{bars[0] ? endText(bars[0].timeMs, rangeMs) : ""}</span>
        <span className="histogram-said">{at ? said(at) : ""}</span>
        <span>{bars[last] ? endText(bars[last].timeMs + stepMs, rangeMs) : ""}</span>
      </p>
    </div>
  );
}
