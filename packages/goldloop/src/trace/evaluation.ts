import type { Attributes } from "./otlp/raw.ts";
import { first, firstText, isFields, parsed, toNumber } from "./dialect/view.ts";

/** What an evaluator said of a span or a trace. */
export interface Evaluation {
  name: string;
  /** In the evaluator's own range. */
  score?: number;
  /** The evaluator's word for it: `pass`, `relevant`. */
  label?: string;
  explanation?: string;
  /** The model response that was judged. */
  responseId?: string;
  /** Why it could not be judged. */
  error?: string;
}

/** Of GenAI's conventions, as a span's event and as a log record alike. */
export const evaluationEvent = "gen_ai.evaluation.result";

/**
 * The result that a `gen_ai.evaluation.result` event states; undefined for other events and for one that does not name
 * what was evaluated. A log record may carry the fields in its body instead.
 */
export function evaluationOf(event: {
  name: string;
  attributes: Attributes;
  body?: Attributes[string];
}): Evaluation | undefined {
  if (event.name !== evaluationEvent) return undefined;
  const body = parsed(event.body ?? null);
  const fields = isFields(body) ? { ...body, ...event.attributes } : event.attributes;
  const name = firstText(fields, "gen_ai.evaluation.name");
  if (name === undefined || name.trim() === "") return undefined;
  const score = toNumber(first(fields, "gen_ai.evaluation.score.value"));
  const texts = {
    label: firstText(fields, "gen_ai.evaluation.score.label"),
    explanation: firstText(fields, "gen_ai.evaluation.explanation"),
    responseId: firstText(fields, "gen_ai.response.id"),
    error: firstText(fields, "error.type"),
  };
  const said = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined && text !== ""));
  return { name, ...(score === undefined ? {} : { score }), ...said };
}
