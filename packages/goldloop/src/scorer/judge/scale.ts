import { z } from "zod";
import type { JsonObject } from "../../digest/index.ts";
import { InputError } from "../../error/index.ts";
import type { JudgeModel } from "./judge-model.ts";
import { labelForm, scoreForm, type VerdictForm } from "./verdict-form.ts";

/** Options of scorers whose scale is the user's. */
export const scaleOptions = {
  scale: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe("[lowest, highest] of a numeric scale. Default: the judge's, else [0, 1]."),
  labels: z
    .array(z.string().min(1))
    .min(2)
    .optional()
    .describe("Names of the steps, lowest first, in place of a numeric scale. Two labels make a yes or no."),
};

/** A scale as options or a judge of the config say it. */
export interface Scale {
  scale?: [number, number] | undefined;
  labels?: string[] | undefined;
}

/**
 * The form of the verdict: by the options, else by the judge of the config, else a number from 0 to 1. Throws InputError
 * (`judge-scale`) for both at once, a scale that does not rise, and labels that are not told apart.
 */
export function formOfScale(
  scorer: string,
  options: Scale,
): (judge: JudgeModel) => { form: VerdictForm; parameters: JsonObject } {
  return ({ judge }): { form: VerdictForm; parameters: JsonObject } => {
    if (options.scale !== undefined && options.labels !== undefined) {
      throw new InputError("judge-scale", `${scorer}: scale and labels exclude each other`, {
        hint: "keep one of   scale: [1, 5]   and   labels: [bad, fair, good]",
      });
    }
    const own = options.scale !== undefined || options.labels !== undefined;
    const { scale = [0, 1], labels }: Scale = own || judge === undefined ? options : judge;
    if (labels !== undefined) {
      if (labels.length < 2 || new Set(labels).size < labels.length) {
        throw new InputError("judge-scale", `${scorer}: labels must be at least two, all different`, {
          hint: "labels: [bad, fair, good]",
        });
      }
      return { form: labelForm(labels), parameters: { labels } };
    }
    const [lowest, highest] = scale;
    if (!(Number.isFinite(lowest) && Number.isFinite(highest) && lowest < highest)) {
      throw new InputError("judge-scale", `${scorer}: scale [${lowest}, ${highest}] must rise from lowest to highest`, {
        hint: "scale: [1, 5]",
      });
    }
    return { form: scoreForm([lowest, highest]), parameters: { scale: [lowest, highest] } };
  };
}
