import { FaultList } from "../document/index.ts";
import { fieldOf, linesByKey } from "./fields.ts";
import { judgeNamed, scaleOfJudge, type JudgeSetting } from "./judge-use.ts";
import { storedAnswer, type JudgeAnswer } from "./row.ts";

/**
 * Verdicts of a judge from a second file, by item's id: `field` holds a label of its scale, null for none. Throws InputErrors (`unknown-field`,
 * `duplicate-join`); what is not on the scale is no verdict.
 */
export async function storedJudgements(
  name: string,
  setting: Pick<JudgeSetting, "judges" | "config">,
  { file, field, join }: { file: string; field: string; join: string },
): Promise<Map<string, JudgeAnswer>> {
  const scale = scaleOfJudge(judgeNamed(name, setting));
  const faults = new FaultList();
  const answers = new Map<string, JudgeAnswer>();
  for (const [key, line] of await linesByKey(file, join, faults)) {
    const verdict = fieldOf(line, field, "--judge-field", faults);
    if (verdict !== undefined) answers.set(key, storedAnswer(verdict, scale));
  }
  faults.throwIfAny();
  return answers;
}
