import { Duplex } from "node:stream";
import type { Engine } from "./engine.ts";

/** Authentication is not needed; ready for queries. */
const greeting = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
/** `Terminate`, the client's farewell, would end the engine. */
const farewell = 0x58;
/** What a connection before this one may have left open. */
const rollback = Buffer.from("Q\0\0\0\rrollback\0", "latin1");

/**
 * What `pg` takes for a socket: PostgreSQL's wire protocol to and from the engine's thread. The start of a session is answered
 * here, for the engine has one session that is always open.
 */
export class WireStream extends Duplex {
  readonly #engine: Engine;
  #greeted = false;

  constructor(engine: Engine) {
    super();
    this.#engine = engine;
  }

  /** Called by `pg` as of a socket; emits `connect` once the engine is open. */
  connect(): this {
    this.#engine.ask(rollback).then(
      () => this.destroyed || this.emit("connect"),
      (error: Error) => this.destroy(error),
    );
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // the engine's answers are pushed when they come
  }

  override _write(chunk: Buffer, _encoding: string, taken: (error?: Error) => void): void {
    this.#send([chunk]).then(() => taken(), taken);
  }

  override _writev(chunks: { chunk: Buffer }[], taken: (error?: Error) => void): void {
    this.#send(chunks.map(({ chunk }) => chunk)).then(() => taken(), taken);
  }

  override _final(ended: () => void): void {
    this.push(null);
    ended();
  }

  async #send(chunks: readonly Buffer[]): Promise<void> {
    if (!this.#greeted) {
      this.#greeted = true;
      this.push(greeting);
      return;
    }
    if (chunks[0]?.[0] === farewell) return;
    const { buffer, byteOffset, byteLength } = await this.#engine.ask(joined(chunks));
    this.push(Buffer.from(buffer, byteOffset, byteLength));
  }
}

/** A memory of its own: of a piece of a larger one the whole would be copied to the thread. */
function joined(chunks: readonly Buffer[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
