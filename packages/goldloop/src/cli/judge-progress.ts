import type { Asking } from "../calibration/index.ts";
import type { Context } from "./context.ts";

/** How a judge is asked on the command line: one live line on a terminal, with what was answered and what it cost. */
export function askingOf(name: string, context: Context): { asking: Asking; clear: () => void } {
  const live = context.stderr.isTerminal && !context.environment.ci;
  let answered = 0;
  let costUsd = 0;
  return {
    asking: {
      signal: context.signal,
      onAnswer: (cost = 0) => {
        answered += 1;
        costUsd += cost;
        const spent = costUsd > 0 ? `  $${costUsd.toFixed(4)}` : "";
        if (live) context.stderr.write(`\r\u001b[2K${name}  ${answered} answered${spent}`);
      },
    },
    clear: () => {
      if (live && answered > 0) context.stderr.write("\r\u001b[2K");
    },
  };
}
