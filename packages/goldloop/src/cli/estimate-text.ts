import type { Estimate } from "../run/index.ts";
import { duration } from "./progress.ts";

/** Estimates for people: one line each, and where the figures come from. */
export function formatEstimate(estimates: readonly Estimate[]): string {
  const lines = estimates.map((one) => {
    const name = one.target === null ? one.suite : `${one.suite} (${one.target})`;
    const cost = one.costUsd === null ? "cost not known" : `about $${one.costUsd.toFixed(one.costUsd < 1 ? 4 : 2)}`;
    const time = one.durationMs === null ? "time not known" : `about ${duration(one.durationMs)}`;
    const basis = one.basis === null ? "no earlier run to judge by" : `judged by ${one.basis}`;
    return `${name}  ${one.examples} examples x ${one.trials} = ${one.calls} calls  ${cost}  ${time}  (${basis})`;
  });
  return `${lines.join("\n")}\n\nNothing was run.\n`;
}
