import { canonicalJson, type Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { Subject } from "../scorer/index.ts";

/** What is known about an output beside the output itself; each scorer takes what it needs. */
export interface SubjectParts
  extends Partial<Pick<Subject, "trace" | "conversation" | "latencyMs" | "usage" | "costUsd" | "trial" | "signal">> {
  /** The example's name in messages. Default: `output`. */
  id?: string;
  input?: Json;
  expected?: Json;
  context?: string[];
  metadata?: { [key: string]: Json };
}

/** The subject of a matcher. Throws InputError for an output that is no JSON: nothing came back, or a live object. */
export function subjectOf(received: unknown, parts: SubjectParts): Subject {
  const { id = "output", input = null, expected, context, metadata, trial = 0, latencyMs = Number.NaN, ...measured } = parts;
  return {
    example: {
      id,
      input,
      ...(expected === undefined ? {} : { expected }),
      ...(context === undefined ? {} : { context }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    output: jsonOf(received),
    trial,
    latencyMs,
    ...measured,
  };
}

function jsonOf(received: unknown): Json {
  if (typeof received === "string") return received;
  try {
    return JSON.parse(canonicalJson(received)) as Json;
  } catch (cause) {
    const what = received instanceof Promise ? "a promise" : received === undefined ? "undefined" : "not JSON";
    throw new InputError("no-output", `the output is ${what}, so there is nothing to score`, {
      hint: received instanceof Promise ? "expect(await answer(question))" : "expect(<a text or JSON>)",
      cause,
    });
  }
}
