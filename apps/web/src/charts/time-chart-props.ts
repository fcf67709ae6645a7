import type { FigureUnit } from "../design/index.ts";
import type { Point } from "./scale.ts";

export interface TimeSeries {
  /** Unique in its chart. */
  label: string;
  points: readonly Point[];
  /** Which of the six looks (0..5): colour and dash. Default: its place. */
  look?: number;
  /** Drawn thin and grey behind the others: last week. */
  overlay?: boolean;
  hidden?: boolean;
}

export interface TimeChartProps {
  /** What it shows, for screen readers. */
  label: string;
  unit: FigureUnit;
  fromMs: number;
  toMs: number;
  stepMs: number;
  series: readonly TimeSeries[];
  /** Volumes and rates begin at 0. */
  fromZero?: boolean;
  /** Vertical dashed lines with a label: releases. */
  marks?: readonly { timeMs: number; label: string }[];
  /** Vertical double lines: where a judge changed, so that left and right do not compare. */
  seams?: readonly { timeMs: number; label: string }[];
  /** Points with a smaller n are hollow. Default 5. */
  lowN?: number;
  height?: number;
  /** Charts with the same key share the crosshair. */
  syncKey: string;
  onSelect?: (fromMs: number, toMs: number) => void;
}
