import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { NoVerdict } from "./no-verdict.ts";

/** One verdict of a judge. */
export interface Verdict {
  /** 0..1; null when there was nothing to judge. */
  value: number | null;
  /** On one line. */
  reason: string;
  /** As the judge said it: a score on its scale, a label, yes or no. */
  said: Json;
}

/** The form that a judge answers in. */
export interface VerdictForm {
  /** Two answers only: votes are counted by majority, and the verdict is a pass or a fail. */
  yesNo: boolean;
  /** What the judge is told about its answer. */
  instruction: string;
  /** JSON Schema of the answer. The reason stands first: a verdict that is written after it follows from it. */
  schema: JsonObject;
  /** Throws NoVerdict for anything that is not exactly one verdict. */
  read(answer: Json): Verdict;
}

/** A number on a scale, lowest to highest. */
export function scoreForm([lowest, highest]: readonly [number, number]): VerdictForm {
  return {
    yesNo: false,
    instruction: `Answer with JSON: {"reason": "<why, in one or two sentences>", "score": <number>}. The score is a number from ${lowest} (worst) to ${highest} (best).`,
    schema: closed({ reason: { type: "string" }, score: { type: "number", minimum: lowest, maximum: highest } }),
    read: (answer) => {
      const fields = fieldsOf(answer, ["reason", "score", "pass"]);
      const { score } = fields;
      if (typeof score !== "number") throw new NoVerdict("gave no score");
      if (score < lowest || score > highest) throw new NoVerdict(`gave ${score} on a scale of ${lowest} to ${highest}`);
      return agreeing({ value: (score - lowest) / (highest - lowest), reason: reasonOf(fields), said: score }, fields);
    },
  };
}

/** One of several labels, lowest first, worth equal steps from 0 to 1 unless `values` says what each is worth. */
export function labelForm(labels: readonly string[], values?: readonly number[]): VerdictForm {
  const worth = values ?? labels.map((_, index) => index / (labels.length - 1));
  const list = labels.map((label) => JSON.stringify(label)).join(", ");
  return {
    yesNo: labels.length === 2,
    instruction: `Answer with JSON: {"reason": "<why, in one or two sentences>", "label": "<label>"}. The label is one of these${values === undefined ? ", worst first" : ""}: ${list}.`,
    schema: closed({ reason: { type: "string" }, label: { type: "string", enum: [...labels] } }),
    read: (answer) => {
      const fields = fieldsOf(answer, ["reason", "label", "pass"]);
      const { label } = fields;
      if (typeof label !== "string") throw new NoVerdict("gave no label");
      const value = worth[labels.indexOf(label)];
      if (value === undefined) throw new NoVerdict(`gave the label ${JSON.stringify(label)}, which is none of ${list}`);
      return agreeing({ value, reason: reasonOf(fields), said: label }, fields);
    },
  };
}

/** Yes or no. */
export const passForm: VerdictForm = {
  yesNo: true,
  instruction:
    'Answer with JSON: {"reason": "<why, in one or two sentences>", "pass": <true or false>}. `pass` is true for yes and false for no.',
  schema: closed({ reason: { type: "string" }, pass: { type: "boolean" } }),
  read: (answer) => {
    const fields = fieldsOf(answer, ["reason", "pass", "score"]);
    const { pass, score } = fields;
    if (typeof pass !== "boolean") throw new NoVerdict("gave neither pass: true nor pass: false");
    if (score !== undefined && (typeof score !== "number" || score === Number(!pass))) {
      throw new NoVerdict(`contradicts itself: pass: ${pass} with score ${JSON.stringify(score)}`);
    }
    return { value: Number(pass), reason: reasonOf(fields), said: pass };
  },
};

/** A JSON Schema object that is closed and requires all of its properties, as strict structured output wants it. */
export function closed(properties: JsonObject): JsonObject {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

/** The fields of an answer. Throws NoVerdict for what is no object or has other keys. */
export function fieldsOf(answer: Json, known: readonly string[]): JsonObject {
  if (!isJsonObject(answer)) throw new NoVerdict("did not answer with a JSON object");
  const stranger = Object.keys(answer).find((key) => !known.includes(key));
  if (stranger !== undefined) throw new NoVerdict(`answered with the unknown key ${JSON.stringify(stranger)}`);
  return answer;
}

/** The reason on one line. Throws NoVerdict without one: a verdict that nobody can check is none. */
export function reasonOf({ reason }: JsonObject): string {
  if (typeof reason !== "string" || reason.trim() === "") throw new NoVerdict("gave no reason");
  return oneLine(reason);
}

/** White space and control characters as single spaces. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .toWellFormed();
}

/** Models add a `pass` unasked; it must not say the opposite of the verdict. */
function agreeing(verdict: Verdict, { pass }: JsonObject): Verdict {
  if (pass === undefined) return verdict;
  if (typeof pass !== "boolean" || verdict.value === Number(!pass)) {
    throw new NoVerdict(`contradicts itself: pass: ${JSON.stringify(pass)} with ${JSON.stringify(verdict.said)}`);
  }
  return verdict;
}
