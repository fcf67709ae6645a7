import { z } from "zod";
import type { Example } from "../../dataset/index.ts";
import type { Json } from "../../digest/index.ts";
import { defineScorer, type ScorerEnvironment } from "../definition.ts";
import { missingExpected, referenceValue } from "../text/options.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { labelForm } from "./verdict-form.ts";

interface Options extends Whom {
  value?: Json | undefined;
}

const prompt = `Compare the facts that the output states with those of the reference. Regard the reference as true. Style, order, wording and length do not matter; a fact counts by what it says.

- "contradicts": the output states something that the reference excludes
- "incomplete": nothing contradicts, but facts of the reference that answer the input are absent
- "adds": all facts of the reference are there, and others that the reference does not bear out
- "agrees": the same facts, apart from details that make no difference to the answer

The input:
{{input}}

The reference:
{{expected}}

The output to judge:
{{output}}`;

/**
 * How the facts of the output stand to those of `expected`: `contradicts` is worth 0, `incomplete` 0.5, `adds` (it says more than
 * the reference bears out) 0.75 and `agrees` 1.
 */
export const factuality = defineScorer({
  name: "factuality",
  revision: 1,
  family: "judge",
  summary: "Whether the output states the facts of the expected answer, in the eyes of a judge.",
  deterministic: false,
  binary: false,
  options: z.strictObject({ value: referenceValue, ...whom }),
  missing: missingExpected,
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) =>
    scoreByJudge(judgingFor(options, environment), environment, ({ example }) => ({
      expected: requireExpected(example, options.value),
    })),
  examples: [
    {
      title: "the same facts in other words",
      options: {},
      subject: {
        output: "You get your money back within a working week.",
        example: { id: "a", input: "Where is my refund?", expected: "5 business days" },
      },
      modelAnswers: [{ reason: "A working week is 5 business days.", label: "agrees" }],
      value: 1,
    },
    {
      title: "another number",
      options: { value: "5 business days", model: "openai/gpt-4.1-2025-04-14" },
      subject: { output: "It takes 14 days.", example: { id: "a", input: "Where is my refund?" } },
      modelAnswers: [{ reason: "14 days are not 5 business days.", label: "contradicts" }],
      value: 0,
    },
  ],
});

function requireExpected({ id, expected }: Example, value: Json | undefined): Json {
  const reference = value ?? expected;
  if (reference === undefined) throw new Error(`example ${id} has no expected value`);
  return reference;
}

function judgingFor(options: Options, environment: ScorerEnvironment): Judging {
  const form = labelForm(["contradicts", "incomplete", "adds", "agrees"], [0, 0.5, 0.75, 1]);
  return judgingOf({ scorer: "factuality", prompt, form, whom: options }, environment);
}
