import type { Stage } from "../config/index.ts";
import type { GatedRun } from "./evidence.ts";
import type { ScoreColumn } from "./table.ts";
import type { RuleFault } from "./verdict.ts";

/** Judges that these scorers ask, each once, by name. */
export function judgesOf(columns: readonly ScoreColumn[]): string[] {
  return [...new Set(columns.flatMap(({ judges }) => judges))].toSorted();
}

/**
 * Why a rule that rests on judges does not count: one has moved since its calibration, or the stage wants it to be asked again and it was not
 * (design 7.4).
 */
export function canaryFault(
  run: GatedRun,
  judges: readonly string[],
  needed: Stage["canary"],
): { fault: RuleFault; reason: string; hint: string } | undefined {
  for (const judge of judges) {
    const canary = Object.hasOwn(run.canaries, judge) ? run.canaries[judge] : undefined;
    if (canary?.asked === true) {
      if (!canary.moved) continue;
      return {
        fault: "canary-moved",
        reason: `judge ${judge} moved: ${canary.flips} of ${canary.n} canary verdicts flipped (p = ${canary.p.toPrecision(2)})`,
        hint: `goldloop judge calibrate ${judge}`,
      };
    }
    if (needed === "required") {
      return {
        fault: "canary-not-asked",
        reason: `the stage needs judge ${judge} to be asked its canary again, and it was not`,
        hint: `add canary: FILE to judges.${judge}, then goldloop run ${run.table.record.suite}`,
      };
    }
  }
  return undefined;
}
