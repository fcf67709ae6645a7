import { z } from "zod";
import { InputError, suggestion } from "../../error/index.ts";
import { listed } from "../quote.ts";
import type { Judge, ScorerEnvironment } from "../definition.ts";

/** A model's name as options take it. */
export const modelName = z.string().regex(/^[^/\s]+\/\S+$/, "must be `provider/model`");

/** Options of every scorer that asks a model. */
export const whom = {
  judge: z
    .string()
    .min(1)
    .optional()
    .describe("A judge of the config: its model, temperature, seed and votes. Default: the only one there is."),
  model: modelName.optional().describe("`provider/model`, in place of a judge of the config."),
  votes: z
    .int()
    .min(1)
    .max(25)
    .optional()
    .describe("How often it is asked: the mean counts, or the majority where it answers yes or no. Default 1."),
};

/** Whom a scorer asks, as its options say it. */
export interface Whom {
  judge?: string | undefined;
  model?: string | undefined;
  votes?: number | undefined;
}

/** The model that a scorer asks, and how. */
export interface JudgeModel {
  /** `provider/model` */
  model: string;
  temperature: number;
  seed: number | undefined;
  maxOutputTokens: number | undefined;
  votes: number;
  /** The judge of the config that this is. */
  judge: Judge | undefined;
}

/**
 * Finds out whom a scorer asks: its `model`, its `judge`, else the only judge of the config. Throws InputError
 * (`judge-and-model`, `unknown-judge`, `no-judge`, `which-judge`).
 */
export function judgeModelOf(scorer: string, options: Whom, { judges }: ScorerEnvironment): JudgeModel {
  const { model, votes } = options;
  if (model !== undefined) {
    if (options.judge !== undefined) {
      throw new InputError("judge-and-model", `${scorer}: model and judge exclude each other`, {
        hint: `keep one of   judge: ${options.judge}   and   model: ${model}`,
      });
    }
    return { model, temperature: 0, seed: undefined, maxOutputTokens: undefined, votes: votes ?? 1, judge: undefined };
  }
  const judge = options.judge === undefined ? onlyJudge(scorer, judges) : namedJudge(scorer, options.judge, judges);
  return {
    model: judge.model,
    temperature: judge.temperature ?? 0,
    seed: judge.seed,
    maxOutputTokens: judge.maxOutputTokens,
    votes: votes ?? judge.votes,
    judge,
  };
}

/** The judge of that name. Throws InputError `unknown-judge` with the nearest. */
export function namedJudge(scorer: string, name: string, judges: ReadonlyMap<string, Judge>): Judge {
  const judge = judges.get(name);
  if (judge !== undefined) return judge;
  throw new InputError("unknown-judge", `${scorer}: unknown judge "${name}"${suggestion(name, judges.keys())}`, {
    hint: `judges: { ${name}: { model: openai/gpt-4.1-2025-04-14, prompt: evals/judges/${name}.md } }`,
  });
}

function onlyJudge(scorer: string, judges: ReadonlyMap<string, Judge>): Judge {
  const [judge, ...others] = judges.values();
  if (judge === undefined) {
    throw new InputError("no-judge", `${scorer} asks a model, and neither it nor the config names one`, {
      hint: `- ${scorer}: { model: openai/gpt-4.1-2025-04-14 }   or   judges: { default: { model: openai/gpt-4.1-2025-04-14 } }`,
    });
  }
  if (others.length === 0) return judge;
  throw new InputError(
    "which-judge",
    `${scorer} names no judge, and there are several: ${listed([...judges.keys()])}`,
    {
      hint: `- ${scorer}: { judge: ${judge.name} }`,
    },
  );
}
