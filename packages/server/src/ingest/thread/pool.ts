import { Worker } from "node:worker_threads";
import { InputError } from "goldloop/error";
import type { Logger } from "pino";
import { StoreError } from "../../store/error.ts";
import type { ProjectSettings } from "../../store/postgres/projects.ts";
import type { Processed, Work } from "../pipeline/pipeline.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";

/** Pipelines in threads of their own, so that no request blocks the event loop that serves the others. */
export interface PipelinePool {
  /** Throws an InputError for a body that is not what it says, a StoreError (`unavailable`) when the thread was lost. */
  run(work: Work, settings: ProjectSettings, nowMs: number): Promise<Processed>;
  /** Ends the threads; what still runs is rejected. */
  close(): Promise<void>;
}

interface Task {
  id: number;
  work: Work;
  settings: ProjectSettings;
  nowMs: number;
  done: (processed: Processed) => void;
  failed: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  /** Project -> version of its settings that the thread has. */
  versions: Map<string, string>;
  /** Oldest first: the first is being worked on. */
  running: Task[];
  watchdog: NodeJS.Timeout | undefined;
}

/** One runs, one waits in the thread so that it need not wait for the next message. */
const mostPerThread = 2;
/** A request that needs more is refused; 64 MiB of JSON take about 400 MB. */
const maxHeapMb = 1024;
const longestRunMs = 60_000;

const fromSources = import.meta.url.endsWith(".ts");
const entry = new URL(fromSources ? "./thread.ts" : "./thread.js", import.meta.url);

/** Starts the threads. They are started again when they end. */
export function createPipelinePool(options: ThreadData & { threads: number; log: Logger }): PipelinePool {
  const waiting: Task[] = [];
  let nextId = 0;
  let closed = false;

  const start = (): Worker => {
    const worker = new Worker(entry, {
      name: "goldloop-ingest",
      workerData: { maxSpanBytes: options.maxSpanBytes } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
      // a test runner resolves the sources itself; its threads do not
      ...(fromSources ? { execArgv: ["--conditions=@goldloop/source"] } : {}),
    });
    return worker;
  };

  const open = (): Thread => {
    const thread: Thread = { worker: start(), versions: new Map(), running: [], watchdog: undefined };
    attend(thread);
    return thread;
  };

  const attend = (thread: Thread): void => {
    const { worker } = thread;
    worker.on("message", (message: FromThread) => {
      const at = thread.running.findIndex((task) => task.id === message.id);
      const [task] = at < 0 ? [] : thread.running.splice(at, 1);
      watch(thread);
      feed();
      if (task !== undefined) settle(task, message);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      options.log.error({ code: error.code ?? error.name }, "the ingest thread was lost");
    });
    worker.on("exit", () => {
      if (thread.worker !== worker) return;
      const [current, ...others] = thread.running.splice(0);
      current?.failed(
        closed
          ? stopped()
          : new InputError("too-demanding", "the request takes more memory or time than one request may", {
              hint: "send fewer spans at once",
            }),
      );
      for (const task of others) task.failed(stopped());
      clearTimeout(thread.watchdog);
      if (closed) return;
      thread.worker = start();
      thread.versions.clear();
      attend(thread);
      feed();
    });
  };

  const settle = (task: Task, message: FromThread): void => {
    if ("processed" in message) {
      task.done(message.processed);
      return;
    }
    const { kind, code, message: text } = message.failure;
    if (kind === "input") task.failed(new InputError(code, text));
    else {
      options.log.error({ code, fault: text }, "a request could not be processed");
      task.failed(new InputError(code, "the request cannot be processed; the server's log says where"));
    }
  };

  /** A request that never ends must not stop the others for ever. */
  const watch = (thread: Thread): void => {
    clearTimeout(thread.watchdog);
    if (thread.running.length === 0) return;
    thread.watchdog = setTimeout(() => void thread.worker.terminate(), longestRunMs);
    thread.watchdog.unref();
  };

  const feed = (): void => {
    for (const thread of threads) {
      while (thread.running.length < mostPerThread) {
        const task = waiting.shift();
        if (task === undefined) return;
        send(thread, task);
      }
    }
  };

  const send = (thread: Thread, task: Task): void => {
    const { id, settings, nowMs } = task;
    const { projectId, version } = settings;
    const [work, transfer] = transferable(task.work);
    try {
      if (thread.versions.get(projectId) !== version) {
        thread.worker.postMessage({ type: "configure", settings } satisfies ToThread, []);
        thread.versions.set(projectId, version);
      }
      thread.worker.postMessage({ type: "run", id, work, projectId, nowMs } satisfies ToThread, transfer);
    } catch {
      // what cannot be copied to another thread: nested too deep
      task.failed(new InputError("too-demanding", "the request is nested too deep"));
      return;
    }
    thread.running.push(task);
    if (thread.running.length === 1) watch(thread);
  };

  const threads = Array.from({ length: options.threads }, open);
  return {
    run(work, settings, nowMs) {
      if (closed) return Promise.reject(stopped());
      return new Promise((done, failed) => {
        waiting.push({ id: nextId++, work, settings, nowMs, done, failed });
        feed();
      });
    },
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.failed(stopped());
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function stopped(): StoreError {
  return new StoreError("unavailable", "the ingest thread has stopped", { hint: "send it again" });
}

/** Hands the body over without a copy where its memory is its own. */
function transferable(work: Work): [Work, ArrayBuffer[]] {
  if (!("body" in work)) return [work, []];
  const { body } = work;
  const { buffer } = body;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === body.byteLength) return [work, [buffer]];
  const copy = new Uint8Array(body);
  return [{ ...work, body: copy }, [copy.buffer]];
}
