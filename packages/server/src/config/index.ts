export { readSettings } from "./read-settings.ts";
export type { ReadSettings } from "./read-settings.ts";
export type { ServerSettings } from "./settings.ts";
export { shownSettings } from "./shown-settings.ts";
export type { ShownSetting } from "./shown-settings.ts";
