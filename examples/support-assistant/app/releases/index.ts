import { v1 } from "./v1.ts";
import { v2 } from "./v2.ts";
import { v3 } from "./v3.ts";

export type { Release } from "./release.ts";

/** The releases by name. */
export const releases = { v1, v2, v3 };

export type ReleaseName = keyof typeof releases;

export const releaseNames = Object.keys(releases) as ReleaseName[];
