import type { ReactNode } from "react";
import { durationText } from "../../design/index.ts";

/** Ticks over the bars of the timeline, from the start of the trace. */
export function TimeAxis({ lengthMs }: { lengthMs: number }): ReactNode {
  return (
    <div className="time-axis" aria-hidden="true">
      <span />
      <span className="time-axis-ticks">
        {ticks(lengthMs).map((ms) => (
          <span key={ms} style={{ left: `${(ms / lengthMs) * 100}%` }}>
            {durationText(ms)}
          </span>
        ))}
      </span>
      <span />
    </div>
  );
}

/** Round steps of 1, 2 or 5 times a power of ten: four to eight of them. */
export function ticks(lengthMs: number): number[] {
  if (!(lengthMs > 0)) return [0];
  const rough = lengthMs / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
