import type uPlot from "uplot";
import { figureText, type FigureUnit } from "../design/index.ts";
import { canvasColour, lookOf } from "./colour.ts";
import { extent } from "./scale.ts";
import type { TimeChartProps, TimeSeries } from "./time-chart-props.ts";
import { axisPx } from "./axis.ts";
import { timeText } from "./time-text.ts";

interface Actions {
  width: number;
  onSelect: (fromMs: number, toMs: number) => void;
  /** The pointer moved over the chart, or left it. */
  onCursor: (timeMs: number | undefined) => void;
  onReady: (plot: uPlot) => void;
}

/** The series over one common time axis, in seconds, as uPlot wants them: null where a series has no point. */
export function aligned(series: readonly TimeSeries[]): [number[], ...(number | null)[][]] {
  const times = [...new Set(series.flatMap((one) => one.points.map((point) => point[0])))].toSorted((a, b) => a - b);
  return [
    times.map((timeMs) => timeMs / 1000),
    ...series.map((one) => {
      const values = new Map(one.points.map((point) => [point[0], point[1]]));
      return times.map((timeMs) => values.get(timeMs) ?? null);
    }),
  ];
}

/** uPlot's options for a chart, in the colours of the theme on screen. */
export function drawing(props: TimeChartProps, actions: Actions): uPlot.Options {
  const { unit, series, fromMs, toMs, stepMs, fromZero = false, height = 200 } = props;
  const muted = canvasColour("--muted");
  const border = canvasColour("--border");
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: muted, font, grid: { stroke: border, width: 1 }, ticks: { show: false } };
  return {
    width: actions.width,
    height,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true, range: () => [fromMs / 1000, toMs / 1000] },
      y: {
        range: () =>
          extent(
            series.filter((one) => one.hidden !== true).flatMap((one) => one.points.map((point) => point[1])),
            fromZero,
          ),
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 90,
        size: 28,
        values: (_plot, seconds) => seconds.map((one) => timeText(one * 1000, toMs - fromMs)),
      },
      { ...axis, size: axisPx, space: 36, values: (_plot, values) => values.map((value) => axisText(value, unit)) },
    ],
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      focus: { prox: 24 },
    },
    series: [{}, ...series.map((one, index) => line(one, index))],
    hooks: {
      draw: [(plot) => drawMarks(plot, props, muted), (plot) => drawPoints(plot, props)],
      ready: [actions.onReady],
      setCursor: [
        (plot) => {
          const { left = -1, event } = plot.cursor;
          // Also called when a chart is drawn for the first time: that must not take the cursor from the others.
          if (!event) return;
          const index = left < 0 ? undefined : plot.posToIdx(left);
          const seconds = index === undefined ? undefined : plot.data[0][index];
          actions.onCursor(seconds === undefined ? undefined : seconds * 1000);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          const from = Math.floor((plot.posToVal(left, "x") * 1000) / stepMs) * stepMs;
          const to = Math.ceil((plot.posToVal(left + width, "x") * 1000) / stepMs) * stepMs;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          actions.onSelect(Math.max(from, fromMs), Math.min(to, toMs));
        },
      ],
    },
  };
}

/** A figure in the room that an axis has: `1.5 min` where a page would write `1 min 30 s`. */
function axisText(value: number, unit: FigureUnit): string {
  if (unit !== "ms" || value < 60_000) return figureText(value, unit);
  const hours = value >= 5_400_000;
  return `${Number((value / (hours ? 3_600_000 : 60_000)).toPrecision(3))} ${hours ? "h" : "min"}`;
}

function line(one: TimeSeries, index: number): uPlot.Series {
  const look = lookOf(one.look ?? index);
  return {
    label: one.label,
    show: one.hidden !== true,
    stroke: canvasColour(one.overlay === true ? "--border-strong" : look.variable),
    width: one.overlay === true ? 1 : 1.5,
    dash: [...look.dash],
    points: { show: false },
    spanGaps: false,
  };
}

function drawMarks(plot: uPlot, { marks = [], seams = [] }: TimeChartProps, colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  // Two rows of labels: where each of them is free.
  const free: [number, number] = [bbox.left, bbox.left];
  const lines = [...marks.map((mark) => ({ ...mark, seam: false })), ...seams.map((mark) => ({ ...mark, seam: true }))];
  for (const { timeMs, label, seam } of lines.toSorted((a, b) => a.timeMs - b.timeMs)) {
    const x = Math.round(plot.valToPos(timeMs / 1000, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.setLineDash(seam ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const shift of seam ? [-2, 2] : [0]) {
      ctx.beginPath();
      ctx.moveTo(x + shift * devicePixelRatio, bbox.top);
      ctx.lineTo(x + shift * devicePixelRatio, bbox.top + bbox.height);
      ctx.stroke();
    }
    const text = label.length > 24 ? `${label.slice(0, 23)}…` : label;
    const width = ctx.measureText(text).width;
    for (const row of [0, 1] as const) {
      const room = { free: free[row], end: bbox.left + bbox.width, gap: 4 * devicePixelRatio };
      const left = labelLeft(x, width, room);
      if (left === undefined) continue;
      ctx.fillText(text, left, bbox.top + (10 + 13 * row) * devicePixelRatio);
      free[row] = Math.max(x, left + width) + 8 * devicePixelRatio;
      break;
    }
  }
  ctx.restore();
}

/**
 * Where the label of a mark at `x` begins: right of its line, left of it where the chart would end within the label; undefined
 * where the label before (to `free`) leaves no room. All in pixels of the canvas.
 */
export function labelLeft(
  x: number,
  width: number,
  { free, end, gap }: { free: number; end: number; gap: number },
): number | undefined {
  const left = x + gap + width <= end ? x + gap : x - gap - width;
  return left < free ? undefined : left;
}

/** Hollow dots where n is low, solid ones where a point stands alone and would not be seen. */
function drawPoints(plot: uPlot, { series, stepMs, lowN = 5 }: TimeChartProps): void {
  const { ctx } = plot;
  const ground = canvasColour("--bg");
  ctx.save();
  ctx.setLineDash([]);
  for (const [index, one] of series.entries()) {
    if (one.hidden === true || one.overlay === true) continue;
    const colour = canvasColour(lookOf(one.look ?? index).variable);
    // Close together they would hide the lines.
    const crowded = plot.bbox.width / Math.max(1, one.points.length) < 12 * devicePixelRatio;
    for (const [at, [timeMs, value, n]] of one.points.entries()) {
      const alone =
        timeMs - (one.points[at - 1]?.[0] ?? -Infinity) > stepMs * 1.5 &&
        (one.points[at + 1]?.[0] ?? Infinity) - timeMs > stepMs * 1.5;
      if (n >= lowN && !alone) continue;
      ctx.beginPath();
      ctx.arc(
        plot.valToPos(timeMs / 1000, "x", true),
        plot.valToPos(value, "y", true),
        (crowded ? 1.75 : 2.5) * devicePixelRatio,
        0,
        2 * Math.PI,
      );
      ctx.fillStyle = n < lowN ? ground : colour;
      ctx.fill();
      ctx.strokeStyle = colour;
      ctx.lineWidth = (crowded ? 1 : 1.5) * devicePixelRatio;
      ctx.stroke();
    }
  }
  ctx.restore();
}
