export { api } from "./calls.ts";
export * from "./queries.ts";
export { queryClient } from "./query-client.ts";
export { ApiError } from "./request.ts";
export type * from "./types.ts";
