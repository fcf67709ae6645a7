import type { Gate } from "../config/index.ts";
import { canaryFault } from "./canary.ts";
import { termsOf, type Case } from "./case.ts";
import { faulty, type Figure } from "./figure.ts";
import type { Part } from "./part.ts";
import { rulingOn, type Ruling, type Subject } from "./ruling.ts";
import { judgeSlices } from "./slices.ts";

/** One rule on one run and scorer, ready to be measured on all of the selection or on a slice of it. */
export interface Measurement {
  subject: Subject;
  /** The run it is about; undefined for counts and totals over all runs. */
  part: Part | undefined;
  /** Judges that it rests on. */
  judges: readonly string[];
  examples: Int32Array;
  measure: (examples: Int32Array) => Figure;
  lenient?: boolean;
}

/** The ruling on a measurement; undefined where no trial has what the rule reads. */
export function rulingOf(from: Case, gate: Gate, measurement: Measurement): Ruling | undefined {
  const { subject, part, measure, examples, lenient } = measurement;
  const figure = measure(examples);
  if (figure.nothing) return undefined;
  const refused = refusal(from, gate, measurement, figure);
  if (refused !== undefined) return rulingOn(from, subject, refused);
  if (part === undefined || gate.slices.length === 0 || figure.fault !== null || figure.failsAt === undefined) {
    return rulingOn(from, subject, figure, { lenient });
  }
  const { confidence } = termsOf(from, gate);
  const slices = judgeSlices(part.view, examples, gate.slices, measure, confidence);
  const failed = slices.filter(({ verdict }) => verdict === "fail");
  if (failed.length === 0) return rulingOn(from, subject, figure, { slices });
  const names = failed.map(({ by, value }) => `${by} = ${value}`).join(", ");
  const reason = [figure.reason, `fails in ${names}`].filter((text) => text !== null).join("; ");
  return rulingOn(from, subject, { ...figure, verdict: "fail", wrongSide: true, needed: null, reason }, { slices });
}

/** Why a measured rule does not count after all: too few trials, or a judge that cannot be trusted today. */
function refusal(from: Case, gate: Gate, { part, judges, subject }: Measurement, figure: Figure): Figure | undefined {
  // A rule that is void already says why; a further reason would hide the first.
  if (figure.fault !== null) return undefined;
  if (subject.trials < gate.trials) {
    return faulty(
      "too-few-trials",
      `the gate asks for ${gate.trials} trials of each example; the run has ${subject.trials}`,
      {
        ...figure,
        needed: null,
        hint: `goldloop run --trials ${gate.trials}`,
      },
    );
  }
  if (part === undefined) return undefined;
  const moved = canaryFault(part.judged.run, judges, from.stage?.canary ?? "when-present");
  if (moved === undefined) return undefined;
  return faulty(moved.fault, moved.reason, { ...figure, needed: null, hint: moved.hint });
}
