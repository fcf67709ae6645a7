import type { AnyScorerDefinition } from "../definition.ts";
import { field } from "./field.ts";
import { isJson } from "./is-json.ts";
import { isUrl } from "./is-url.ts";

/** Scorers that read the output as JSON or as an address. */
export const structureScorers: readonly AnyScorerDefinition[] = [isJson, field, isUrl];
