import type { JsonObject } from "../digest/index.ts";
import { GoldloopError } from "../error/index.ts";
import { abortable, reasonOf } from "./abort.ts";
import { startChild } from "./child.ts";
import type { Child, ChildOptions, Exit } from "./child.ts";
import type { OpenTarget } from "./definition.ts";
import { environmentForCall } from "./exec-options.ts";
import { crashed } from "./exec-process.ts";
import { parseAnswer, readAnswer, requestLine } from "./exec-protocol.ts";
import { noOutput } from "./read-result.ts";

/** After its answer a process may take so long to end by itself. ms */
const leaveMs = 1000;

/** A target that starts a process for each call: one request, one answer. */
export function openPerExample(
  start: Omit<ChildOptions, "onLine">,
  name: string,
  masked: (text: string) => string,
): OpenTarget {
  const children = new Set<Child>();
  return {
    sendsSpans: true,
    async call(input, context) {
      const { signal } = context;
      if (signal.aborted) throw reasonOf(signal);
      const answered = Promise.withResolvers<JsonObject>();
      answered.promise.catch(() => undefined);
      const startedAt = performance.now();
      const child = startChild({
        ...start,
        env: environmentForCall(start.env, context),
        onLine: (line) => {
          const answer = parseAnswer(line);
          if (answer !== undefined) answered.resolve(answer.fields);
          else
            answered.reject(
              new GoldloopError(
                "bad-response",
                `${name} wrote a line that is no JSON object: ${masked(line.slice(0, 200))}`,
              ),
            );
        },
      });
      children.add(child);
      const whenEnded = (exit: Exit): void => {
        children.delete(child);
        const silent = exit.code === 0;
        const error = silent
          ? noOutput(`${name} ended without an answer`)
          : crashed(name, exit, masked(child.lastLines()));
        answered.reject(error);
      };
      void child.ended.then(whenEnded);
      child.send(requestLine("0", input, context));
      child.endInput();
      try {
        const result = await readAnswer(await abortable(answered.promise, signal), startedAt, signal);
        await gone(child);
        return result;
      } finally {
        if (children.has(child)) void child.end();
      }
    },
    async close() {
      await Promise.all([...children].map((child) => child.end()));
    },
  };
}

async function gone(child: Child): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, leaveMs);
  });
  await Promise.race([child.ended, late]);
  clearTimeout(timer);
}
