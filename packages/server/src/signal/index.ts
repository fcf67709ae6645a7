export { createSignals } from "./create-signals.ts";
export type { RollUps, Signals } from "./signals.ts";
export { settledHours } from "./sources.ts";
