import { isJsonObject, type Json, type JsonObject } from "../digest/index.ts";

/** How an endpoint takes a question and where its answer stands. */
export interface EndpointForm {
  /** The body's template; `{{input}}` is the question. */
  body: JsonObject;
  /** A path into the response; undefined when all of it is the answer. */
  output: string | undefined;
}

/** What came of asking an endpoint. */
export type Probe = { form: EndpointForm } | { problem: string };

/** Forms that chat endpoints take, the commonest first. */
const bodies: readonly JsonObject[] = [
  { messages: [{ role: "user", content: "{{input}}" }] },
  { input: "{{input}}" },
  { message: "{{input}}" },
  { prompt: "{{input}}" },
  { question: "{{input}}" },
  { query: "{{input}}" },
];

/** Where answers stand, the most telling first. */
const paths = [
  "output",
  "answer",
  "text",
  "reply",
  "response",
  "message",
  "content",
  "message.content",
  "choices[0].message.content",
  "data.answer",
  "data.text",
];

const timeoutMs = 15_000;

/**
 * Asks a running endpoint "Hello" in each form until one gets an answer. Never throws: an endpoint that is not there, or
 * answers nothing of the kind, is a problem in words.
 */
export async function probeEndpoint(url: string, signal: AbortSignal): Promise<Probe> {
  let worst = { weight: 0, problem: `${url} took none of the known forms` };
  // A refusal says less than a failure, and a failure less than an answer of another kind.
  const note = (weight: number, problem: string): void => {
    if (weight > worst.weight) worst = { weight, problem };
  };
  for (const body of bodies) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body).replaceAll("{{input}}", "Hello"),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      const text = await response.text();
      if (!response.ok) {
        note(response.status < 500 ? 1 : 2, `${url} answered ${response.status}`);
        continue;
      }
      const output = answerIn(text);
      if (output !== undefined) return { form: { body, output: output === "" ? undefined : output } };
      note(3, `${url} answered, but nothing that looks like a text`);
    } catch (error) {
      signal.throwIfAborted();
      return { problem: `${url} does not answer (${error instanceof Error ? reasonOf(error) : "no connection"})` };
    }
  }
  return { problem: worst.problem };
}

/** The path of the answer in a response; the empty path for a response that is the answer; undefined without one. */
function answerIn(text: string): string | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text.trim() === "" ? undefined : "";
  }
  if (typeof value === "string") return "";
  return paths.find((path) => {
    const found = at(value, path);
    return typeof found === "string" && found.trim() !== "";
  });
}

function at(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const step of path.replaceAll(/\[(\d+)\]/g, ".$1").split(".")) {
    if (Array.isArray(found)) found = found[Number(step)];
    else if (isJsonObject(found) && Object.hasOwn(found, step)) found = found[step];
    else return undefined;
  }
  return found;
}

function reasonOf(error: Error): string {
  const { cause } = error;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, "code") : undefined;
  return typeof code === "string"
    ? code
    : error.name === "TimeoutError"
      ? `within ${timeoutMs / 1000} s`
      : error.message;
}
