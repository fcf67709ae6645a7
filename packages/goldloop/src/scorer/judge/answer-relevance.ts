import { z } from "zod";
import { defineScorer, type ScorerEnvironment } from "../definition.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { scoreForm } from "./verdict-form.ts";

const prompt = `How far does the output address what the input asks? Judge relevance only: whether it is true does not matter here.

0 means that it answers something else, or nothing at all; 0.5 that it addresses a part, or buries the answer under what was not asked; 1 that it addresses all that was asked and nothing besides.

The input:
{{input}}

The output to judge:
{{output}}`;

/** How far the output addresses what the input asks, whether or not it is right. */
export const answerRelevance = defineScorer({
  name: "answerRelevance",
  revision: 1,
  family: "judge",
  summary: "How far the output addresses the input, in the eyes of a judge.",
  deterministic: false,
  binary: false,
  options: z.strictObject(whom),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) => scoreByJudge(judgingFor(options, environment), environment),
  examples: [
    {
      title: "it answers what was asked",
      options: {},
      subject: { output: "It takes 5 business days.", example: { id: "a", input: "How long does a refund take?" } },
      modelAnswers: [{ reason: "It says how long.", score: 1 }],
      value: 1,
    },
    {
      title: "half of it is about something else",
      options: { model: "openai/gpt-4.1-2025-04-14" },
      subject: {
        output: "Refunds take 5 business days. Have you seen our new shoes?",
        example: { id: "a", input: "How long does a refund take?" },
      },
      modelAnswers: [{ reason: "The shoes were not asked for.", score: 0.6 }],
      value: 0.6,
    },
  ],
});

function judgingFor(options: Whom, environment: ScorerEnvironment): Judging {
  return judgingOf({ scorer: "answerRelevance", prompt, form: scoreForm([0, 1]), whom: options }, environment);
}
