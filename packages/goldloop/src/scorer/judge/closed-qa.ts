import { z } from "zod";
import { defineScorer, type ScorerEnvironment } from "../definition.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { missingFor, showingBoth } from "./template.ts";
import { passForm } from "./verdict-form.ts";

interface Options extends Whom {
  criterion: string;
}

const criterion = z.string().regex(/\S/, "must not be empty");

/** Whether the output meets one criterion: yes or no. The criterion may name `{{expected}}` and the other placeholders. */
export const closedQa = defineScorer({
  name: "closedQa",
  revision: 1,
  family: "judge",
  summary: "The output meets a criterion, in the eyes of a judge.",
  deterministic: false,
  binary: true,
  options: z.union([
    criterion.describe("The criterion.").transform((text): Options => ({ criterion: text })),
    z.strictObject({ criterion: criterion.describe("What the output must be or do."), ...whom }),
  ]),
  missing: (options, example) => missingFor(promptOf(options), example),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) => scoreByJudge(judgingFor(options, environment), environment),
  examples: [
    {
      title: "it does",
      options: "Names a number of days.",
      subject: { output: "It takes 5 business days." },
      modelAnswers: [{ reason: "It names 5 business days.", pass: true }],
      value: 1,
    },
    {
      title: "the majority of three votes says no",
      options: { criterion: "Offers further help.", votes: 3 },
      subject: { output: "It takes 5 business days. Write to us any time." },
      modelAnswers: [
        { reason: "It invites to write.", pass: true },
        { reason: "An address is no offer.", pass: false },
        { reason: "It does not offer help.", pass: false },
      ],
      value: 0,
    },
  ],
});

function promptOf(options: Options): string {
  return showingBoth(
    `Does the output meet this criterion? Where it meets a part of it only, it does not.\n\n${options.criterion}`,
  );
}

function judgingFor(options: Options, environment: ScorerEnvironment): Judging {
  return judgingOf({ scorer: "closedQa", prompt: promptOf(options), form: passForm, whom: options }, environment);
}
