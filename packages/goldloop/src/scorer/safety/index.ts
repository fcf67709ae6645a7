import type { AnyScorerDefinition } from "../definition.ts";
import { exfil } from "./exfil.ts";
import { pii } from "./pii.ts";
import { promptLeak } from "./prompt-leak.ts";
import { refusal } from "./refusal.ts";
import { secrets } from "./secrets.ts";

/** Deterministic scorers for safety. Each says in `limits` what it cannot see. */
export const safetyScorers: readonly AnyScorerDefinition[] = [refusal, pii, secrets, promptLeak, exfil];
