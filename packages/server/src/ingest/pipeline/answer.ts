import { readRefusal } from "goldloop/refusal";
import { readsAsFallback } from "./fallback.ts";

/** What the detectors say of an answer. */
export interface AnswerReading {
  refusal: boolean;
  fallback: boolean;
}

const none: AnswerReading = { refusal: false, fallback: false };
/** The last answers: the root of a trace repeats what its last model call said. */
const remembered = new Map<string, AnswerReading>();
const mostRemembered = 200;

/** Reads an answer by the detectors of refusals and fallbacks; a text without letters is neither. */
export function readAnswer(answer: string): AnswerReading {
  if (answer.length < 2) return none;
  let reading = remembered.get(answer);
  if (reading === undefined) {
    reading = { refusal: readRefusal(answer).kind !== "none", fallback: readsAsFallback(answer) };
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(answer, reading);
  }
  return reading;
}
