export { createSignals } from "./create-signals.ts";
export type { RollUps, Signals } from "./signals.ts";
export { createSettledHours } from "./sources.ts";
