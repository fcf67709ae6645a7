import { z } from "zod";
import { isJsonObject, type Json } from "../../digest/index.ts";
import { defineScorer, type ScorerEnvironment, type Subject } from "../definition.ts";
import { quote } from "../quote.ts";
import { whom, type Whom } from "./judge-model.ts";
import { judgeUse, judgingOf, scoreByJudge, type Judging } from "./judging.ts";
import { documentTexts } from "./material.ts";
import { NoVerdict } from "./no-verdict.ts";
import { placeholderNames } from "./template.ts";
import { closed, fieldsOf, reasonOf, type VerdictForm } from "./verdict-form.ts";

const prompt = `Take the output apart into its claims: single statements of fact that could be true or false. Greetings, questions, offers and remarks about the answer itself are none. List every claim once, in the order of the output. For each one say whether the documents bear it out: it follows from what stands in them. What you know otherwise does not count, and neither does what the output says about its own sources.

The input:
{{input}}

The documents:
{{documents}}

The output to judge:
{{output}}`;

const form: VerdictForm = {
  yesNo: false,
  instruction:
    'Answer with JSON: {"claims": [{"claim": "<the claim>", "reason": "<where the documents bear it out, or that they do not>", "supported": <true or false>}]}. An output without claims has the empty list.',
  schema: closed({
    claims: {
      type: "array",
      items: closed({ claim: { type: "string" }, reason: { type: "string" }, supported: { type: "boolean" } }),
    },
  }),
  read: (answer) => {
    const { claims } = fieldsOf(answer, ["claims"]);
    if (!Array.isArray(claims)) throw new NoVerdict("gave no list of claims");
    const read = claims.map(readClaim);
    const lacking = read.filter(({ supported }) => !supported);
    const count = read.length;
    if (count === 0) return { value: null, reason: "the output makes no claims", said: [] };
    const first = lacking[0];
    const lacks = first === undefined ? "" : `; not ${quote(first.claim)}: ${first.reason}`;
    return {
      value: (count - lacking.length) / count,
      reason: `${count - lacking.length} of ${count} claims supported${lacks}`,
      said: read.map(({ claim, supported }) => ({ claim, supported })),
    };
  },
};

/**
 * The share of the output's claims that the retrieved documents bear out, or, where nothing was retrieved, the example's
 * `context`. An output without claims is skipped. Without documents there is nothing to hold the output against: an error.
 */
export const faithfulness = defineScorer({
  name: "faithfulness",
  revision: 1,
  family: "judge",
  summary: "The share of the output's claims that the retrieved documents bear out, in the eyes of a judge.",
  deterministic: false,
  binary: false,
  options: z.strictObject(whom),
  judges: (options, environment) => [judgeUse(judgingFor(options, environment))],
  create: (options, environment) =>
    scoreByJudge(judgingFor(options, environment), environment, (subject) => ({ documents: groundsOf(subject) })),
  examples: [
    {
      title: "one claim of two",
      options: {},
      subject: {
        output: {
          text: "Refunds take 5 days and are free.",
          documents: [{ id: "refunds", text: "Refunds take 5 days." }],
        },
        example: { id: "a", input: "How long does a refund take?" },
      },
      modelAnswers: [
        {
          claims: [
            { claim: "Refunds take 5 days.", reason: "So the document says.", supported: true },
            { claim: "Refunds are free.", reason: "No document speaks of a price.", supported: false },
          ],
        },
      ],
      value: 0.5,
    },
    {
      title: "against the example's context",
      options: { model: "openai/gpt-4.1-2025-04-14" },
      subject: {
        output: "Refunds take 5 days.",
        example: { id: "a", input: "How long does a refund take?", context: ["Refunds take 5 days."] },
      },
      modelAnswers: [{ claims: [{ claim: "Refunds take 5 days.", reason: "The document says so.", supported: true }] }],
      value: 1,
    },
  ],
});

/** The texts that the claims are held against. An empty retrieval without a context bears nothing out. */
function groundsOf(subject: Subject): Json {
  const retrieved = documentTexts(subject);
  const texts = retrieved === undefined || retrieved.length === 0 ? (subject.example.context ?? retrieved) : retrieved;
  if (texts !== undefined) return texts;
  throw new Error(
    "no documents to hold the output against: the output lists none with a text, there is no trace, and the example has no context",
  );
}

function readClaim(value: Json): { claim: string; supported: boolean; reason: string } {
  if (!isJsonObject(value)) throw new NoVerdict("listed a claim that is no object");
  const { claim, supported } = fieldsOf(value, ["claim", "reason", "supported"]);
  if (typeof claim !== "string" || claim.trim() === "") throw new NoVerdict("listed a claim without its text");
  if (typeof supported !== "boolean") throw new NoVerdict("did not say whether a claim is supported");
  return { claim, supported, reason: reasonOf(value) };
}

function judgingFor(options: Whom, environment: ScorerEnvironment): Judging {
  const names = [...placeholderNames, "documents"];
  return judgingOf({ scorer: "faithfulness", prompt, form, whom: options, names }, environment);
}
