import type { Config, JudgePin, SuitePins } from "../config/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { computePins, planSuite, selectSuites } from "../run/index.ts";
import { prepareScorer, type Judge, type PreparedScorer, type ScorerEnvironment } from "../scorer/index.ts";
import type { ScorerSpec } from "../dataset/index.ts";
import type { LabelScale } from "./scale.ts";

/** A judge of the config as one suite uses it. */
export interface SuiteUse {
  suite: string;
  /** The name of its pin under `suites.*.judges`. */
  pinName: string;
  pin: JudgePin;
  pins: SuitePins;
  /** What the suite's scorer needs to pass, 0..1. */
  threshold: number | undefined;
  scorer: PreparedScorer;
}

/** What is needed to ask judges. */
export interface JudgeSetting {
  config: Config;
  judges: ReadonlyMap<string, Judge>;
  models: ScorerEnvironment["models"];
  variables: ScorerEnvironment["variables"];
  /** Where the command was typed. */
  from: string;
}

/** A judge of the config. Throws InputError `unknown-judge` with the nearest. */
export function judgeNamed(name: string, { judges, config }: Pick<JudgeSetting, "judges" | "config">): Judge {
  const judge = judges.get(name);
  if (judge !== undefined) return judge;
  const near = judges.size === 0 ? "; the config has no judges" : suggestion(name, judges.keys());
  throw new InputError("unknown-judge", `there is no judge "${name}"${near}`, {
    location: config.file === undefined ? undefined : { file: config.file },
    hint: `judges: { ${name}: { model: openai/gpt-4.1-2025-04-14, prompt: evals/judges/${name}.md } }`,
  });
}

/** The scale of a judge's labels. */
export function scaleOfJudge({ scale, labels }: Judge): LabelScale {
  return { scale, labels };
}

/**
 * The scorer that asks a judge: of single outputs its own prompt, of pairs a `pairwise` that borrows it. `like` is a suite's scorer whose
 * options are kept.
 */
export async function scorerOf(
  name: string,
  pairs: boolean,
  setting: JudgeSetting,
  like?: PreparedScorer,
): Promise<PreparedScorer> {
  const { config, judges, models, variables } = setting;
  const spec: ScorerSpec = pairs ? { pairwise: like?.options ?? { judge: name } } : { judge: name };
  return prepareScorer(spec, { directory: config.directory, judges, models, variables });
}

/** Every suite's use of a judge: its own scorers and those of its examples. Throws InputError for a suite that cannot be planned. */
export async function usesOfJudge(name: string, pairs: boolean, setting: JudgeSetting): Promise<SuiteUse[]> {
  const { config, judges, models, variables, from } = setting;
  const uses: SuiteUse[] = [];
  if (config.suites.size === 0) return uses;
  for (const suite of selectSuites(config, [])) {
    const [plan] = await planSuite(suite, {}, { models, judges, variables }, from);
    if (plan === undefined) continue;
    const scorer = [...plan.suiteScorers, ...plan.exampleScorers()].find(
      ({ scorer: kind, judges: asked }) => kind === (pairs ? "pairwise" : "judge") && asked[0]?.name === name,
    );
    if (scorer === undefined) continue;
    const { pins } = computePins(plan, config);
    const pinName = pairs ? scorer.name : name;
    const pin = pins.judges?.[pinName];
    if (pin === undefined) continue;
    uses.push({ suite: suite.name, pinName, pin, pins, threshold: scorer.threshold, scorer });
  }
  return uses;
}
