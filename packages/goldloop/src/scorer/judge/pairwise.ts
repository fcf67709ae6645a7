import { z } from "zod";
import type { Json } from "../../digest/index.ts";
import { defineScorer, type ScoreFunction, type ScorerEnvironment } from "../definition.ts";
import { textOf } from "../read.ts";
import { missingExpected, referenceValue, requireText } from "../text/options.ts";
import { ask, type Answered } from "./ask.ts";
import { framed } from "./frame.ts";
import { whom, type Whom } from "./judge-model.ts";
import { allOf, judgeUse, judgingOf, marksOf, type Judging } from "./judging.ts";
import { materialOf } from "./material.ts";
import { Spending } from "./spending.ts";
import { missingFor, placeholderNames } from "./template.ts";
import { labelForm } from "./verdict-form.ts";

interface Options extends Whom {
  value?: Json | undefined;
  criterion?: string | undefined;
}

const criterion = z.string().regex(/\S/, "must not be empty");
const form = labelForm(["A", "B", "tie"], [1, 0, 0.5]);

/**
 * Whether the output is better than a reference (`expected`, or `value`): 1 when it is, 0 when the reference is, 0.5 when neither
 * is. The judge is asked twice, with the two in either order; when it does not stand by its choice, that is a tie.
 */
export const pairwise = defineScorer({
  name: "pairwise",
  revision: 1,
  family: "judge",
  summary: "Whether a judge prefers the output to a reference, asked in both orders.",
  deterministic: false,
  binary: false,
  options: z.union([
    criterion.describe("What makes one better.").transform((text): Options => ({ criterion: text })),
    z.strictObject({
      criterion: criterion.optional().describe("What makes one better. Default: that it answers the input better."),
      value: referenceValue,
      ...whom,
    }),
  ]),
  missing: (options, example) => missingExpected(options, example) ?? missingFor(promptOf(options), example),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) => compare(options, judgingFor(options, environment), environment),
  examples: [
    {
      title: "preferred in both orders",
      options: {},
      subject: {
        output: "Refunds take 5 business days.",
        example: { id: "a", input: "How long does a refund take?", expected: "A while." },
      },
      modelAnswers: [
        { reason: "A names a time.", label: "A" },
        { reason: "B names a time.", label: "B" },
      ],
      value: 1,
    },
    {
      title: "the first one twice: a tie",
      options: { criterion: "The friendlier one is better.", value: "5 days." },
      subject: { output: "It takes 5 days.", example: { id: "a", input: "How long does a refund take?" } },
      modelAnswers: [
        { reason: "A is a whole sentence.", label: "A" },
        { reason: "A is shorter.", label: "A" },
      ],
      value: 0.5,
    },
  ],
});

function promptOf(options: Options): string {
  return `Two answers to one input. Which one is better: A or B? Their order says nothing, and neither does their length by itself. Where neither is better, it is a tie.

${options.criterion ?? "The better one answers the input more correctly, more completely and more usefully."}

The input:
{{input}}

Answer A:
{{A}}

Answer B:
{{B}}`;
}

function judgingFor(options: Options, environment: ScorerEnvironment): Judging {
  const names = [...placeholderNames, "A", "B"];
  return judgingOf({ scorer: "pairwise", prompt: promptOf(options), form, whom: options, names }, environment);
}

function compare(options: Options, { judge, template }: Judging, { models }: ScorerEnvironment): ScoreFunction {
  return async (subject) => {
    const output = textOf(subject.output);
    const reference = requireText(subject.example, options.value);
    const spending = new Spending();
    const inOrder = (A: string, B: string, vote: number): Promise<Answered> => {
      const messages = framed(template.render(materialOf(subject, { A, B })), form);
      return ask(models, judge, { messages, form, vote, signal: subject.signal }, spending);
    };
    const answers = await allOf(
      Array.from({ length: judge.votes }, (_, vote) => [
        inOrder(output, reference, vote),
        inOrder(reference, output, vote),
      ]).flat(),
    );
    const pairs = Array.from({ length: judge.votes }, (_, vote) => pairOf(answers.slice(2 * vote, 2 * vote + 2)));
    const [first] = pairs;
    const refused = answers.flatMap((answer) => answer.refused);
    return {
      value: pairs.reduce((sum, pair) => sum + pair.value, 0) / pairs.length,
      reason: first?.reason ?? "",
      metadata: {
        model: answers[0]?.model ?? judge.model,
        orders: pairs.map(({ orders }) => orders),
        ...(refused.length === 0 ? {} : { askedAgain: refused }),
        ...marksOf(subject),
      },
      ...spending.toFinding(),
    };
  };
}

/** What the two orders say together: the output is A in the first and B in the second. */
function pairOf([straight, swapped]: readonly Answered[]): { value: number; reason: string; orders: Json } {
  if (straight === undefined || swapped === undefined) throw new TypeError("a pair needs both orders");
  const one = straight.verdict.value ?? 0.5;
  const other = 1 - (swapped.verdict.value ?? 0.5);
  const orders: Json = [choice(one), choice(other)];
  if (one === other) return { value: one, reason: `${choice(one)}: ${straight.verdict.reason}`, orders };
  const reason = `tie: ${choice(one)} in one order, ${choice(other)} in the other: ${straight.verdict.reason}`;
  return { value: 0.5, reason, orders };
}

function choice(value: number): string {
  if (value === 0.5) return "tie";
  return value === 1 ? "output" : "reference";
}
