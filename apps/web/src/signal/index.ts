export { tracesBehind } from "./explain.ts";
export { signalName } from "./name.ts";
