export { canonicalJson, digestOf, digestOfJson, shortDigest } from "./digest.ts";
export type { Digest } from "./digest.ts";
export { isJsonObject } from "./json.ts";
export type { Json, JsonObject } from "./json.ts";
