import type { Location } from "../error/index.ts";

/** A mistake of the policy that shows only against the data: exit 2, before anything is decided. */
export interface GateFault {
  /** Null for what concerns no gate. */
  gate: string | null;
  location: Location | undefined;
  /** Stable: `unknown-scorer`, `empty-selection`, `unmeasured-metric`, ... */
  code: string;
  message: string;
  hint: string;
  /** What was written and what could have been, to suggest the nearest. */
  given?: string;
  known?: readonly string[];
}
