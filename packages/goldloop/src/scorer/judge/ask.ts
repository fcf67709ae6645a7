import type { JsonObject } from "../../digest/index.ts";
import { jsonOfText, type GenerateResponse, type ModelAccess, type ModelMessage } from "../../model/index.ts";
import type { JudgeModel } from "./judge-model.ts";
import { JudgeError, NoVerdict } from "./no-verdict.ts";
import type { Spending } from "./spending.ts";
import type { Verdict, VerdictForm } from "./verdict-form.ts";

/** How often one verdict is asked for at most. */
const attempts = 3;

/** One question to a judge. */
export interface Question {
  messages: ModelMessage[];
  form: VerdictForm;
  /** 0-based; a vote of its own is an answer of its own in the cache. */
  vote: number;
  signal: AbortSignal | undefined;
}

/** A verdict and how it came about. */
export interface Answered {
  verdict: Verdict;
  /** The model that answered, as the provider names it. */
  model: string;
  /** Why earlier answers did not count. */
  refused: string[];
}

/**
 * Asks a judge for one verdict: again when the answer is none, each time as another repeat so that neither cache nor
 * cassette gives the same answer back. What failed in the network has been repeated below and is thrown as it is.
 * Throws JudgeError when no answer was a verdict.
 */
export async function ask(
  models: ModelAccess,
  judge: JudgeModel,
  question: Question,
  spending: Spending,
): Promise<Answered> {
  const { messages, form, vote, signal } = question;
  const refused: string[] = [];
  let last: unknown;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const response = await models.generate({
      model: judge.model,
      messages,
      schema: form.schema,
      temperature: judge.temperature,
      ...(judge.seed === undefined ? {} : { seed: judge.seed }),
      ...(judge.maxOutputTokens === undefined ? {} : { maxOutputTokens: judge.maxOutputTokens }),
      repeat: vote * attempts + attempt,
      keep: (answer) => isVerdict(form, answer),
      ...(signal === undefined ? {} : { signal }),
    });
    spending.add(response);
    try {
      return { verdict: read(form, response), model: response.model, refused };
    } catch (error) {
      if (!(error instanceof NoVerdict)) throw error;
      refused.push(error.message);
      last = error;
    }
  }
  const message = `${judge.model} gave no verdict in ${attempts} answers: it ${refused.at(-1) ?? ""}`;
  throw new JudgeError(message, spending, last);
}

/** The structured answer, or the JSON that the whole text is: it may break the schema, and then says how. */
function read(form: VerdictForm, { object, text, finishReason = "stop" }: Said): Verdict {
  const answer = object ?? jsonOfText(text);
  if (answer !== undefined) return form.read(answer);
  if (text.trim() === "") throw new NoVerdict(`answered nothing (${finishReason})`);
  throw new NoVerdict(`answered with something else than JSON (${finishReason})`);
}

type Said = Pick<GenerateResponse, "text" | "object"> & { finishReason?: string };

/** What the cache keeps: a failure that came back from there would fail every run to come. */
function isVerdict(form: VerdictForm, answer: Said): boolean {
  try {
    read(form, answer);
    return true;
  } catch {
    return false;
  }
}

/** What belongs to the pin of a judge beside its prompt. */
export function askParameters(judge: JudgeModel): JsonObject {
  return {
    temperature: judge.temperature,
    votes: judge.votes,
    ...(judge.seed === undefined ? {} : { seed: judge.seed }),
    ...(judge.maxOutputTokens === undefined ? {} : { maxOutputTokens: judge.maxOutputTokens }),
  };
}
