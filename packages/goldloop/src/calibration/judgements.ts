import type { Json } from "../digest/index.ts";
import { FaultList } from "../document/index.ts";
import { fieldOf, linesByKey } from "./fields.ts";

/** Verdicts from a file, by item's id, as they stand in `field`. Throws InputErrors (`unknown-field`, `duplicate-join`). */
export async function readJudgements(of: { file: string; field: string; join: string }): Promise<Map<string, Json>> {
  const faults = new FaultList();
  const verdicts = new Map<string, Json>();
  for (const [key, line] of await linesByKey(of.file, of.join, faults)) {
    const verdict = fieldOf(line, of.field, "--judge-field", faults);
    if (verdict !== undefined) verdicts.set(key, verdict);
  }
  faults.throwIfAny();
  return verdicts;
}
