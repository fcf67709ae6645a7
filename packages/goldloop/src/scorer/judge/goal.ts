import { z } from "zod";
import { defineScorer, type ScorerEnvironment } from "../definition.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { missingFor } from "./template.ts";
import { passForm } from "./verdict-form.ts";

interface Options extends Whom {
  goal?: string | undefined;
}

const goalText = z.string().regex(/\S/, "must not be empty");

/**
 * Whether the agent reached what it was asked for: by what it did (the tool calls with their results) and said (the
 * conversation), not by what it claims to have done. Without `goal` the goal is what the user asks for in the input.
 */
export const goal = defineScorer({
  name: "goal",
  revision: 1,
  family: "judge",
  summary: "The agent reached its goal, in the eyes of a judge that sees its tool calls and the conversation.",
  deterministic: false,
  binary: true,
  options: z.union([
    goalText.describe("The goal.").transform((text): Options => ({ goal: text })),
    z.strictObject({ goal: goalText.optional().describe("The goal. Default: what the input asks for."), ...whom }),
  ]),
  missing: (options, example) => missingFor(promptOf(options), example),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) => scoreByJudge(judgingFor(options, environment), environment),
  examples: [
    {
      title: "it did what was asked",
      options: {},
      subject: {
        output: {
          text: "Your refund is on its way.",
          toolCalls: [{ name: "startRefund", arguments: { orderId: "8812" } }],
        },
        example: { id: "a", input: "Refund order 8812" },
      },
      modelAnswers: [{ reason: "startRefund was called for order 8812.", pass: true }],
      value: 1,
    },
    {
      title: "it says so, and did not do it",
      options: "The order is refunded.",
      subject: {
        output: { text: "I have refunded it.", toolCalls: [] },
        example: { id: "a", input: "Refund order 8812" },
      },
      modelAnswers: [{ reason: "No tool was called.", pass: false }],
      value: 0,
    },
  ],
});

function promptOf(options: Options): string {
  const wanted =
    options.goal === undefined ? "The goal is what the user asks for in the input." : `The goal:\n${options.goal}`;
  return `An agent worked for a user. Did it reach the goal, completely? Go by what it did and what came back, not by what it claims: something counts as done when the recorded tool calls show it, or when saying it was all there was to do. Doing what nobody asked for, to the user's harm, is not reaching the goal.

${wanted}

The input:
{{input}}

What a right outcome looks like:
{{expected?}}

The conversation:
{{conversation}}

The tool calls that were recorded, in order:
{{toolCalls?}}

Its last answer:
{{output}}`;
}

function judgingFor(options: Options, environment: ScorerEnvironment): Judging {
  return judgingOf({ scorer: "goal", prompt: promptOf(options), form: passForm, whom: options }, environment);
}
