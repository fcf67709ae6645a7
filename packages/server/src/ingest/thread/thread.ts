import { parentPort, workerData } from "node:worker_threads";
import { InputError } from "goldloop/error";
import { transfers } from "../pipeline/lines.ts";
import { createPipeline } from "../pipeline/pipeline.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";

// The entry of a pipeline thread: nothing here waits, so requests are worked on in the order in which they came.
const { maxSpanBytes } = workerData as ThreadData;
const pipeline = createPipeline({ maxSpanBytes });
const port = parentPort;
if (port === null) throw new TypeError("this file is the entry of a worker thread");

port.on("message", (message: ToThread) => {
  if (message.type === "configure") {
    pipeline.configure(message.settings);
    return;
  }
  const { id, work, projectId, nowMs } = message;
  try {
    const processed = pipeline.run(work, projectId, nowMs);
    const { spans, scores, events } = processed;
    port.postMessage({ id, processed } satisfies FromThread, [spans, scores, events].flatMap(transfers));
  } catch (error) {
    port.postMessage({ id, failure: failureOf(error) } satisfies FromThread);
  }
});

/** The message of an unexpected error may quote what it stumbled over: only its name and place are passed on. */
function failureOf(error: unknown): Extract<FromThread, { failure: unknown }>["failure"] {
  if (error instanceof InputError) return { kind: "input", code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? (/\n\s+at (.*?)(?:\n|$)/.exec(error.stack ?? "")?.[1] ?? "") : "";
  return { kind: "fault", code: "ingest-fault", message: `${name} ${place.replace(/\(.*[/\\]/, "(")}`.trim() };
}
