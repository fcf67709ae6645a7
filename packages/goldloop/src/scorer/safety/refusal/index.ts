export type { RefusalReading } from "./classify.ts";
export { readRefusal } from "./read.ts";
