import type { Json, JsonObject } from "../digest/index.ts";
import { GoldloopError, InfrastructureError } from "../error/index.ts";
import { reasonOf } from "./abort.ts";
import { describeExit, startChild } from "./child.ts";
import type { Child, ChildOptions, Exit } from "./child.ts";
import type { OpenTarget, TargetContext } from "./definition.ts";
import { parseAnswer, readAnswer, requestLine } from "./exec-protocol.ts";

interface Call {
  answer(fields: JsonObject): void;
  fail(error: Error): void;
}

/** A process that is running, with the calls that it has not answered yet. */
interface Running {
  child: Child;
  calls: Map<string, Call>;
}

/**
 * A target of one long-lived process that is started at once, and again whenever it is gone. Calls are told apart by
 * their key, so any number may be under way. When the process crashes its open calls fail as the target's errors;
 * when one call is aborted the process counts as hanging and is ended: the others may be tried again.
 */
export function openProcess(
  start: Omit<ChildOptions, "onLine">,
  name: string,
  masked: (text: string) => string,
): OpenTarget {
  let running: Running | undefined;
  let nextKey = 0;
  const ending = new Set<Promise<Exit>>();

  const failAll = (of: Running, error: Error): void => {
    if (running === of) running = undefined;
    for (const call of of.calls.values()) call.fail(error);
    of.calls.clear();
  };
  const stop = (of: Running): void => {
    const end = of.child.end();
    ending.add(end);
    void end.finally(() => ending.delete(end));
  };

  const launch = (): Running => {
    const calls = new Map<string, Call>();
    const child = startChild({
      ...start,
      onLine: (line) => {
        const answer = parseAnswer(line);
        // a program that serves one call at a time need not repeat the key
        const key = answer?.key ?? (calls.size === 1 ? calls.keys().next().value : undefined);
        const call = key === undefined ? undefined : calls.get(key);
        if (answer === undefined || key === undefined || call === undefined) {
          const what =
            answer === undefined
              ? "a line that is no JSON object"
              : `an answer to no open call (key ${answer.key ?? "missing"})`;
          failAll(of, new GoldloopError("bad-response", `${name} wrote ${what}: ${masked(line.slice(0, 200))}`));
          stop(of);
          return;
        }
        calls.delete(key);
        call.answer(answer.fields);
      },
    });
    const of: Running = { child, calls };
    void child.ended.then((exit) => failAll(of, crashed(name, exit, masked(child.lastLines()))));
    return of;
  };

  running = launch();
  return {
    sendsSpans: true,
    async call(input: Json, context: TargetContext) {
      const { signal } = context;
      if (signal.aborted) throw reasonOf(signal);
      running ??= launch();
      const of = running;
      const key = String(nextKey++);
      const startedAt = performance.now();
      const fields = await new Promise<JsonObject>((resolve, reject) => {
        const abort = (): void => {
          of.calls.delete(key);
          reject(reasonOf(signal));
          failAll(
            of,
            new InfrastructureError("target-restarted", `${name} was ended because another call got no answer`),
          );
          stop(of);
        };
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T): void => {
            signal.removeEventListener("abort", abort);
            then(value);
          };
        signal.addEventListener("abort", abort, { once: true });
        of.calls.set(key, { answer: settle(resolve), fail: settle(reject) });
        of.child.send(requestLine(key, input, context));
      });
      return readAnswer(fields, startedAt, signal);
    },
    async close() {
      const of = running;
      if (of !== undefined) {
        failAll(of, new GoldloopError("target-closed", `${name} was closed`));
        stop(of);
      }
      await Promise.all(ending);
    },
  };
}

/** What is thrown for a process that ended with calls open. */
export function crashed(name: string, exit: Exit, lastLines: string): GoldloopError {
  const printed = lastLines === "" ? "" : `; it printed last: ${lastLines.replaceAll(/\s*\n\s*/g, " | ")}`;
  return new GoldloopError("target-crashed", `${name} ${describeExit(exit)}${printed}`, {
    hint: exit.error === undefined ? "run the command by hand" : "check the command and PATH",
  });
}
