export { langfuseHandlers } from "./handlers.ts";
export type { LangfuseHandlers } from "./handlers.ts";
