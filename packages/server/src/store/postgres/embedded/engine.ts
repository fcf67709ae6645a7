import { Worker } from "node:worker_threads";
import { InputError } from "goldloop/error";
import type { Logger } from "pino";
import { StoreError } from "../../error.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";

/** PGlite in a thread of its own, which is started again when it was lost. */
export interface Engine {
  /**
   * Starts the thread unless it runs; returns the version of PostgreSQL in it. Throws an InputError when the folder belongs to
   * another process, a StoreError (`unavailable`) when it cannot be opened.
   */
  ready(): Promise<string>;
  /**
   * What the server answers to messages of the wire protocol; starts the thread unless it runs. Throws a StoreError
   * (`unavailable`) when the thread is lost or cannot be started again.
   */
  ask(wire: Uint8Array): Promise<Uint8Array>;
  /** Lets go of the folder. */
  close(): Promise<void>;
}

/** How an engine is watched. */
export interface EngineOptions {
  /** Told when the thread is lost. */
  log?: Logger | undefined;
  /** An answer that takes longer holds up everybody: the thread is ended. Default one minute. */
  longestAnswerMs?: number;
}

const fromSources = import.meta.url.endsWith(".ts");
const entry = new URL(fromSources ? "./thread.ts" : "./thread.js", import.meta.url);

/** Prepares the engine of a folder, which exists. Nothing is started yet. */
export function createEngine(data: ThreadData, options: EngineOptions = {}): Engine {
  let thread: Thread | undefined;
  let closed = false;

  const running = (): Thread => {
    if (closed) throw new StoreError("unavailable", "the embedded database is closed");
    if (thread?.ended !== false) thread = new Thread(data, options);
    return thread;
  };
  return {
    ready: async () => running().opened,
    ask: async (wire) => running().ask(wire),
    async close() {
      closed = true;
      await thread?.close();
    },
  };
}

interface Waiting {
  done: (wire: Uint8Array) => void;
  failed: (error: Error) => void;
  watchdog: NodeJS.Timeout;
}

class Thread {
  readonly opened: Promise<string>;
  ended = false;
  readonly #worker: Worker;
  readonly #exit: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #longestAnswerMs: number;
  #nextId = 0;
  #closing = false;
  #fault: string | undefined;

  constructor(data: ThreadData, { log, longestAnswerMs = 60_000 }: EngineOptions) {
    this.#longestAnswerMs = longestAnswerMs;
    const worker = new Worker(entry, {
      name: "goldloop-postgres",
      workerData: data,
      // SQLite, which holds the lock of the folder, is announced as an experiment
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    this.#worker = worker;
    const opening = Promise.withResolvers<string>();
    this.opened = opening.promise;
    this.opened.catch(() => undefined);
    worker.on("message", (message: FromThread) => {
      switch (message.type) {
        case "open":
          return opening.resolve(message.version);
        case "refused":
          this.#closing = true;
          return opening.reject(refusal(message, data.folder));
        case "answer":
          return this.#settle(message.id, message.wire);
        case "lost":
          return this.#end(message.what);
      }
    });
    worker.on("error", (error: NodeJS.ErrnoException) => this.#end(error.code ?? error.name));
    this.#exit = new Promise((done) => {
      worker.once("exit", () => {
        this.ended = true;
        if (!this.#closing) log?.error({ fault: this.#fault ?? "exit" }, "the embedded database was lost");
        opening.reject(lost());
        for (const id of this.#waiting.keys()) this.#settle(id, undefined);
        done();
      });
    });
  }

  async ask(wire: Uint8Array): Promise<Uint8Array> {
    try {
      await this.opened;
    } catch (error) {
      // It had been opened before: now it is no input that is at fault.
      throw error instanceof StoreError ? error : new StoreError("unavailable", (error as Error).message);
    }
    if (this.ended || this.#closing) throw lost();
    const id = this.#nextId++;
    return new Promise((done, failed) => {
      const watchdog = setTimeout(() => this.#end("no answer in time"), this.#longestAnswerMs);
      watchdog.unref();
      this.#waiting.set(id, { done, failed, watchdog });
      this.#worker.postMessage({ type: "ask", id, wire } satisfies ToThread, []);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (!this.ended) this.#worker.postMessage({ type: "close" } satisfies ToThread, []);
    const watchdog = setTimeout(() => this.#end("no end in time"), this.#longestAnswerMs);
    await this.#exit;
    clearTimeout(watchdog);
  }

  #end(fault: string): void {
    this.ended = true;
    this.#fault ??= fault;
    void this.#worker.terminate();
  }

  #settle(id: number, wire: Uint8Array | undefined): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting === undefined) return;
    clearTimeout(waiting.watchdog);
    if (wire === undefined) waiting.failed(lost());
    else waiting.done(wire);
  }
}

function lost(): StoreError {
  return new StoreError("unavailable", "the embedded database has stopped", { hint: "try again: it is opened anew" });
}

function refusal(message: Extract<FromThread, { type: "refused" }>, folder: string): Error {
  if (message.reason === "broken") {
    return new StoreError("unavailable", `PGlite cannot open the data folder ${folder} (${message.what})`);
  }
  const who = message.pid === process.pid ? "this process" : "another process";
  const pid = message.pid === undefined || message.pid === process.pid ? "" : ` (${message.pid})`;
  return new InputError("data-folder-taken", `${who}${pid} has the data folder ${folder} open`, {
    hint: "stop the other goldloop serve, or give this one a folder of its own: --data DIR",
  });
}
