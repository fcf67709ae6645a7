export { langsmithHandlers } from "./handlers.ts";
export type { LangsmithHandlers } from "./handlers.ts";
