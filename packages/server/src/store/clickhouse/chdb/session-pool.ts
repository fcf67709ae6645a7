import { StoreError } from "../../error.ts";
import type { Session } from "./load.ts";

interface Waiter {
  take: (session: PooledSession) => void;
  fail: (error: unknown) => void;
}

/** A session and the parameters that earlier statements left on it. */
export interface PooledSession {
  session: Session;
  parameters: Set<string>;
}

/** Sessions of one lane: each runs one statement at a time; who waits gets one in the order of asking. */
export class SessionPool {
  readonly #open: () => Session;
  readonly #size: number;
  readonly #idle: PooledSession[] = [];
  readonly #waiting = new Set<Waiter>();
  #lent = 0;
  #closed = false;
  #allBack: (() => void) | undefined;

  constructor(open: () => Session, size: number) {
    this.#open = open;
    this.#size = size;
  }

  /** Resolves with a session that is free. Throws a StoreError (`unavailable`) when aborted first, or closed. */
  async take(signal?: AbortSignal): Promise<PooledSession> {
    if (signal?.aborted ?? false) throw busyError();
    if (this.#closed) throw closedError();
    if (this.#lent < this.#size) {
      this.#lent += 1;
      try {
        return this.#idle.pop() ?? this.#fresh();
      } catch (error) {
        this.#release();
        throw error;
      }
    }
    return await new Promise((take, fail) => {
      const waiter = { take, fail };
      this.#waiting.add(waiter);
      signal?.addEventListener(
        "abort",
        () => {
          if (this.#waiting.delete(waiter)) fail(busyError());
        },
        { once: true },
      );
    });
  }

  /** Takes back a session after a statement that ended well. */
  give(one: PooledSession): void {
    if (this.#closed) one.session.close();
    else if (!this.#hand(() => one)) this.#idle.push(one);
    else return;
    this.#release();
  }

  /** Closes a session after a failure: rows of what failed may still lie in it, and the next statement would get them. */
  drop(one: PooledSession): void {
    one.session.close();
    if (this.#hand(() => this.#fresh())) return;
    this.#release();
  }

  /** Refuses new work, fails who waits, and resolves when every session is back and closed. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.fail(closedError());
    this.#waiting.clear();
    if (this.#lent > 0) await new Promise<void>((done) => (this.#allBack = done));
    for (const { session } of this.#idle.splice(0)) session.close();
  }

  #fresh(): PooledSession {
    return { session: this.#open(), parameters: new Set() };
  }

  #hand(make: () => PooledSession): boolean {
    if (this.#closed) return false;
    const [next] = this.#waiting;
    if (next === undefined) return false;
    this.#waiting.delete(next);
    try {
      next.take(make());
      return true;
    } catch (error) {
      next.fail(error);
      return this.#hand(make);
    }
  }

  #release(): void {
    this.#lent -= 1;
    if (this.#lent === 0) this.#allBack?.();
  }
}

function busyError(): StoreError {
  return new StoreError("unavailable", "the embedded ClickHouse is busy with other queries", { hint: "try again" });
}

function closedError(): StoreError {
  return new StoreError("unavailable", "the embedded ClickHouse is closed");
}
