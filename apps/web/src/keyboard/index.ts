export { type Binding, bound, everywhere, press } from "./registry.ts";
export { useKey } from "./use-key.ts";
