import type { Json, JsonObject } from "../../digest/index.ts";
import type { Finding, JudgeUse, ScoreFunction, ScorerEnvironment, Subject } from "../definition.ts";
import { textOf } from "../read.ts";
import { addressesJudge } from "./addressed-judge.ts";
import { ask, askParameters, type Answered } from "./ask.ts";
import { framed, promptDigest } from "./frame.ts";
import { judgeModelOf, type JudgeModel } from "./judge-model.ts";
import { materialOf } from "./material.ts";
import { Spending } from "./spending.ts";
import { compileTemplate, type Template } from "./template.ts";
import type { VerdictForm } from "./verdict-form.ts";
import { checkVotes, tally } from "./votes.ts";

/** A question that a scorer puts to a model about every output. */
export interface Judging {
  scorer: string;
  judge: JudgeModel;
  template: Template;
  form: VerdictForm;
  /** What of the question stands in the options and shall be seen in the lock: the scale, the labels. */
  parameters?: JsonObject;
}

/** What a scorer says to make its question. */
export interface Asking {
  scorer: string;
  prompt: string;
  form: VerdictForm | ((judge: JudgeModel) => { form: VerdictForm; parameters: JsonObject });
  /** Whom to ask, as the options say it. */
  whom: Parameters<typeof judgeModelOf>[1];
  /** Names for the prompt's placeholders. Default: those of every prompt. */
  names?: string[];
}

/** Makes a question ready. Throws InputError for an unknown judge or placeholder, and for votes that may be split. */
export function judgingOf(asking: Asking, environment: ScorerEnvironment): Judging {
  const { scorer, prompt, names } = asking;
  const judge = judgeModelOf(scorer, asking.whom, environment);
  const { form, parameters } =
    typeof asking.form === "function" ? asking.form(judge) : { form: asking.form, parameters: {} };
  checkVotes(scorer, judge.votes, form);
  return { scorer, judge, template: compileTemplate(prompt, scorer, names), form, parameters };
}

/** What the lock pins of a question. */
export function judgeUse({ judge, template, form, parameters = {} }: Judging): JudgeUse {
  return {
    ...(judge.judge === undefined ? {} : { name: judge.judge.name }),
    model: judge.model,
    parameters: { ...askParameters(judge), ...parameters },
    promptDigest: promptDigest(template.text, form),
  };
}

/** Puts the question about each output, as often as there are votes. `given` adds to what the placeholders stand for. */
export function scoreByJudge(
  judging: Judging,
  { models }: ScorerEnvironment,
  given?: (subject: Subject) => Record<string, Json>,
): ScoreFunction {
  const { judge, form } = judging;
  return async (subject) => {
    const messages = framed(judging.template.render(materialOf(subject, given?.(subject))), form);
    const spending = new Spending();
    const answers = await allOf(
      Array.from({ length: judge.votes }, (_, vote) =>
        ask(models, judge, { messages, form, vote, signal: subject.signal }, spending),
      ),
    );
    return findingOf(subject, form, answers, spending);
  };
}

/** The results of calls that run at once. What one throws is thrown after all have ended, so that their cost is known. */
export async function allOf<T>(calls: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(calls);
  return Promise.all(calls);
}

/** What every judge's finding says beside its verdict. */
export function marksOf(subject: Subject): JsonObject {
  return addressesJudge(textOf(subject.output)) ? { addressedJudge: true } : {};
}

function findingOf(subject: Subject, form: VerdictForm, answers: readonly Answered[], spending: Spending): Finding {
  const { verdict, metadata } = tally(answers, form);
  const { value, reason } = verdict;
  return {
    value,
    ...(value === null ? { skipped: reason } : { reason }),
    ...(form.yesNo && value !== null ? { pass: value === 1 } : {}),
    metadata: { ...metadata, ...marksOf(subject) },
    ...spending.toFinding(),
  };
}
