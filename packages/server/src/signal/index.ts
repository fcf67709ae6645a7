export { createSignals } from "./create-signals.ts";
export type { RollUps, Signals } from "./signals.ts";
