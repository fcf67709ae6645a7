import { canonicalJson, type Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { Subject } from "../scorer/index.ts";

/** What is known about an output beside the output itself; each scorer takes what it needs. */
export interface SubjectParts extends Partial<
  Pick<Subject, "trace" | "conversation" | "latencyMs" | "usage" | "costUsd" | "trial" | "signal">
> {
  /** The example's name in messages. Default: `output`. */
  id?: string;
  input?: Json;
  expected?: Json;
  context?: string[];
  metadata?: { [key: string]: Json };
}

/** The subject of a matcher. Throws InputError for an output that is no JSON: nothing came back, or a live object. */
export function subjectOf(received: unknown, parts: SubjectParts): Subject {
  const {
    id = "output",
    input = null,
    expected,
    context,
    metadata,
    trial = 0,
    latencyMs = Number.NaN,
    ...measured
  } = parts;
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
  const what = unscorable(received);
  if (what !== undefined) throw noOutput(what);
  try {
    return JSON.parse(canonicalJson(received)) as Json;
  } catch (cause) {
    throw noOutput("not JSON", cause);
  }
}

/** What would look like an empty object as JSON, or like nothing. */
function unscorable(received: unknown): string | undefined {
  if (received === undefined) return "undefined";
  if (typeof received === "function") return "a function";
  if (typeof received !== "object" || received === null) return undefined;
  if ("then" in received && typeof received.then === "function") return "a promise";
  return received instanceof Map || received instanceof Set ? "a Map or Set" : undefined;
}

function noOutput(what: string, cause?: unknown): InputError {
  const hint = what === "a promise" ? "expect(await answer(question))" : "expect(<a text or JSON>)";
  return new InputError("no-output", `the output is ${what}, so there is nothing to score`, { hint, cause });
}
