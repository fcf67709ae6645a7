import type { Json } from "../digest/index.ts";
import { abortable, reasonOf } from "./abort.ts";
import type { OpenTarget, TargetContext } from "./definition.ts";
import type { SpanContext } from "./otel.ts";
import { readResult } from "./read-result.ts";

/** What a function under test is told beside the input. */
export interface TargetFunctionContext extends TargetContext {
  /** `options` of the suite's target; null when it has none. */
  options: Json;
}

/** A function under test: returns the output, a stream of text, or a result with `output` and what was measured. */
export type TargetFunction = {
  // a method, so that a function of narrower inputs is one too
  call(input: Json, context: TargetFunctionContext): unknown;
}["call"];

/** Whether a value given as a target is a function. */
export function isTargetFunction(value: unknown): value is TargetFunction {
  return typeof value === "function";
}

/** A target that calls a function in this process. Each call gets its own copy of the input. */
export function openFunction(target: TargetFunction, options: Json, spans: SpanContext | undefined): OpenTarget {
  return {
    sendsSpans: spans !== undefined,
    async call(input, context) {
      const { signal } = context;
      if (signal.aborted) throw reasonOf(signal);
      const own = typeof input === "object" && input !== null ? structuredClone(input) : input;
      const run = (): unknown => target(own, { ...context, options });
      const startedAt = performance.now();
      const returned = spans === undefined ? run() : spans.run(context.traceparent, run);
      const read = Promise.resolve(returned).then((value) => readResult(value, startedAt, signal));
      const result = await abortable(read, signal);
      result.latencyMs ??= performance.now() - startedAt;
      await spans?.flush(signal);
      return result;
    },
    close: () => Promise.resolve(),
  };
}
