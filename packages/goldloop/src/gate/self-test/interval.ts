import { betaQuantile, wilsonInterval } from "../../stats/index.ts";
import type { SimulatedShare } from "./document.ts";

/** How often something happened in each of several systems, in `each` repetitions of it. */
export interface AcrossSystems {
  times: readonly number[];
  each: number;
}

/**
 * A share of repetitions with a 95% interval that has both of its uncertainties: of the simulation (Wilson), and of the system, of which the run shows only
 * a few trials: the middle 95% of the beta distribution that fits the shares of possible systems (by moments, the binomial part of their variance taken
 * out).
 */
export function simulatedShare(
  times: number,
  repetitions: number,
  { times: across, each }: AcrossSystems,
): SimulatedShare {
  const share = times / repetitions;
  const [low, high] = wilsonInterval(share, repetitions);
  const shares = across.map((count) => count / each);
  const mean = shares.reduce((sum, value) => sum + value, 0) / shares.length;
  if (!(mean > 0 && mean < 1)) return { share, interval: [Math.min(low, mean), Math.max(high, mean)] };
  const variance = shares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (shares.length - 1);
  const likeness = Math.min(0.99, Math.max(0.005, ((variance * each) / (mean * (1 - mean)) - 1) / (each - 1)));
  const size = 1 / likeness - 1;
  const at = (p: number): number => betaQuantile(p, mean * size, (1 - mean) * size);
  return { share, interval: [Math.min(low, at(0.025)), Math.max(high, at(0.975))] };
}
