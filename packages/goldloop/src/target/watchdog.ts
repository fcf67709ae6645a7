import { Script } from "node:vm";
import { GoldloopError } from "../error/index.ts";
import { blockedText, layout, watchdogThread } from "./watchdog-thread.ts";

/** Ends the process when a call blocks it: a timer cannot interrupt a loop in its own thread. */
export interface Watchdog {
  /** A call begins; what is returned is to be called when it has ended. `name` is what to call it. */
  enter(name: string): () => void;
  /**
   * Starts a call. Among the first calls, while the thread is not up yet, what the call does before it first waits is ended
   * after `timeoutMs`: throws GoldloopError (`timeout`).
   */
  guard<T>(start: () => T, timeoutMs: number): T;
  stop(): void;
}

/** A call may block so much longer than its timeout before the process is given up. ms */
const leastGraceMs = 5000;
/** Another look after the limit: a machine that slept wakes all threads at once. ms */
const sureMs = 500;
/** Stands for the examples that are under way. */
const placeholder = "{examples}";

/** How long the process may stand still before it is given up, where calls have `timeoutMs`. */
export function blockedAfterMs(timeoutMs: number): number {
  return timeoutMs + Math.max(leastGraceMs, timeoutMs);
}

/** A run that ends sooner is not charged with the start of a thread: 40 to 80 ms of processor time and 20 MB. ms */
const threadAfterMs = 300;

/** A script with a time limit costs a third of a millisecond: too much for every call of a run of trivial ones. */
const guardedCalls = 64;

/** Where a guarded call finds what to start: a script sees globals only. */
const startKey = Symbol.for("goldloop.watchdog.start");
const guarded = new Script(`globalThis[Symbol.for("goldloop.watchdog.start")]()`);

/**
 * Watches this thread from another one, which is started a moment after the first call. When this thread has stood still for
 * `limitMs` with a call under way, the process ends with exit code 3 and says which examples were under way.
 */
export function createWatchdog(limitMs: number): Watchdog {
  const memory = new SharedArrayBuffer(layout.headWords * 4 + layout.slots * layout.slotBytes);
  const words = new Int32Array(memory, 0, layout.headWords);
  const bytes = new Uint8Array(memory, layout.headWords * 4);
  const free = Array.from({ length: layout.slots }, (_, slot) => slot);
  const encoder = new TextEncoder();
  let watching = false;
  let isUp = false;
  let guardsLeft = guardedCalls;
  let stopped = false;
  let beating: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;

  const beat = (): void => {
    Atomics.add(words, layout.beat, 1);
    Atomics.notify(words, layout.beat);
  };
  const start = (): void => {
    watching = true;
    later = setTimeout(() => void startThread(), threadAfterMs);
    later.unref();
  };
  const startThread = async (): Promise<void> => {
    const { Worker } = await import("node:worker_threads");
    if (stopped) return;
    const thread = new Worker(watchdogThread, {
      eval: true,
      workerData: { memory, limitMs, sureMs, text: blockedText(limitMs + sureMs, placeholder), placeholder },
      env: {},
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8 },
    });
    thread.once("online", () => {
      isUp = true;
    });
    // Where no thread can be had, calls stay guarded.
    thread.on("error", () => {
      isUp = false;
    });
    thread.unref();
    beating = setInterval(beat, Math.min(1000, limitMs / 4));
    beating.unref();
  };
  return {
    enter(name) {
      if (!watching) start();
      const slot = free.pop();
      if (slot === undefined) return () => undefined;
      const at = slot * layout.slotBytes;
      bytes[at] = encoder.encodeInto(name, bytes.subarray(at + 1, at + layout.slotBytes)).written;
      return () => {
        bytes[at] = 0;
        free.push(slot);
      };
    },
    guard<T>(begin: () => T, timeoutMs: number): T {
      if (isUp || guardsLeft === 0) return begin();
      guardsLeft -= 1;
      const globals = globalThis as { [startKey]?: () => T };
      globals[startKey] = begin;
      try {
        return guarded.runInThisContext({ timeout: timeoutMs }) as T;
      } catch (error) {
        if ((error as { code?: unknown } | null)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
        throw new GoldloopError("timeout", `the target blocked the process for ${timeoutMs} ms`, { cause: error });
      } finally {
        delete globals[startKey];
      }
    },
    stop() {
      stopped = true;
      clearTimeout(later);
      clearInterval(beating);
      Atomics.store(words, layout.done, 1);
      beat();
    },
  };
}
