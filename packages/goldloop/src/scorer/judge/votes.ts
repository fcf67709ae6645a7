import type { Json, JsonObject } from "../../digest/index.ts";
import { InputError } from "../../error/index.ts";
import type { Answered } from "./ask.ts";
import type { Verdict, VerdictForm } from "./verdict-form.ts";

/** What several votes come to. */
export interface Tally {
  verdict: Verdict;
  metadata: JsonObject;
}

/** Throws InputError `even-votes`: an even number of yes and no may be no majority. */
export function checkVotes(scorer: string, votes: number, form: VerdictForm): void {
  if (!form.yesNo || votes % 2 === 1) return;
  throw new InputError("even-votes", `${scorer} answers yes or no, and ${votes} votes can be split evenly`, {
    hint: `- ${scorer}: { ..., votes: ${votes + 1} }`,
  });
}

/**
 * Counts the votes: the majority where the form is yes or no, else the mean. The reason is that of the first vote that is
 * nearest to the outcome. Votes that had nothing to judge count only when all of them had nothing.
 */
export function tally(answers: readonly Answered[], form: VerdictForm): Tally {
  const [first] = answers;
  if (first === undefined) throw new TypeError("a tally needs at least one vote");
  const values = answers.flatMap(({ verdict }) => (verdict.value === null ? [] : [verdict.value]));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const value = values.length === 0 ? null : form.yesNo ? Number(mean > 0.5) : mean;
  const distance = ({ verdict }: Answered): number =>
    verdict.value === null || value === null ? Number.POSITIVE_INFINITY : Math.abs(verdict.value - value);
  const chosen = answers.toSorted((a, b) => distance(a) - distance(b) || 0)[0] ?? first;
  const refused = answers.flatMap((answer) => answer.refused);
  return {
    verdict: { ...chosen.verdict, value },
    metadata: {
      model: first.model,
      ...(answers.length === 1 ? { verdict: first.verdict.said } : { votes: answers.map(voteOf) }),
      ...(refused.length === 0 ? {} : { askedAgain: refused }),
    },
  };
}

function voteOf({ verdict }: Answered): Json {
  return { verdict: verdict.said, value: verdict.value, reason: verdict.reason };
}
