import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useSyncExternalStore } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { figureText } from "../design/index.ts";
import { onTheme } from "../shell/theme.ts";
import { aligned, drawing } from "./drawing.ts";
import { crosshairAt, moveCrosshair, onCrosshair, useCrosshair } from "./crosshair.ts";
import { nearest } from "./scale.ts";
import type { TimeChartProps } from "./time-chart-props.ts";
import { timeText } from "./time-text.ts";
import "./time-chart.css";

/** See TimeChart, which loads this. */
export default function TimeCanvas(props: TimeChartProps): ReactNode {
  const { label, unit, fromMs, toMs, stepMs, series, height = 200, syncKey, onSelect } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useSyncExternalStore(onTheme, themeName);
  const select = useEffectEvent((from: number, to: number) => onSelect?.(from, to));
  const latest = useEffectEvent(() => props);
  const at = useCrosshair(syncKey);
  // Parents make new arrays at every render: only what they say counts.
  const drawn = JSON.stringify([fromMs, toMs, unit, series, props.marks, props.seams, props.lowN]);

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const made = new uPlot(
      drawing(latest(), {
        width: element.clientWidth,
        onSelect: (from, to) => select(from, to),
        onCursor: (timeMs) => moveCrosshair(syncKey, timeMs),
        onReady: (ready) => follow(ready, crosshairAt(syncKey)),
      }),
      aligned(latest().series),
      element,
    );
    plot.current = made;
    const stop = onCrosshair(syncKey, () => follow(made, crosshairAt(syncKey)));
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      stop();
      resize.disconnect();
      made.destroy();
      plot.current = undefined;
    };
    // A chart is drawn anew for new data, a new look or a new theme; uPlot takes a few ms for it.
  }, [drawn, height, syncKey, theme]);

  const times = aligned(series)[0].map((seconds) => seconds * 1000);
  const index =
    at === undefined
      ? times.length - 1
      : nearest(
          times.map((timeMs) => [timeMs, 0, 0]),
          at,
        );
  const timeMs = times[index];
  const words =
    timeMs === undefined
      ? "no data"
      : [
          timeText(timeMs, toMs - fromMs),
          ...series
            .filter((one) => one.hidden !== true)
            .map((one) => {
              const point = one.points.find((candidate) => candidate[0] === timeMs);
              return `${one.label} ${point ? `${figureText(point[1], unit)}, n ${point[2]}` : "no data"}`;
            }),
        ].join("; ");

  function onKeyDown(event: KeyboardEvent): void {
    const to: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: times.length - 1,
      PageUp: index - 10,
      PageDown: index + 10,
    };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveCrosshair(syncKey, times[Math.max(0, Math.min(times.length - 1, next))]);
    } else if (event.key === "Enter" && at !== undefined && timeMs !== undefined) {
      event.preventDefault();
      onSelect?.(timeMs, timeMs + stepMs);
    } else if (event.key === "Escape" && at !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      moveCrosshair(syncKey, undefined);
    }
  }

  return (
    <div
      className="time-chart"
      ref={place}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, times.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={words}
      style={{ minHeight: height }}
      onKeyDown={onKeyDown}
    />
  );
}

function follow(plot: uPlot, timeMs: number | undefined): void {
  const left = timeMs === undefined ? -10 : plot.valToPos(timeMs / 1000, "x");
  plot.setCursor({ left, top: -10 }, false);
}

function themeName(): string {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}
