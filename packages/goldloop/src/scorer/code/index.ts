import type { AnyScorerDefinition } from "../definition.ts";
import { code } from "./code.ts";
import { exec } from "./exec.ts";

/** Scorers that run what the user wrote. */
export const codeScorers: readonly AnyScorerDefinition[] = [code, exec];
