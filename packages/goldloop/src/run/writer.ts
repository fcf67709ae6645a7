import { open, type FileHandle } from "node:fs/promises";

const backlogBytes = 1 << 16;
/** Holds a backlog in UTF-8 (at most three bytes for each UTF-16 unit) with room for the lines of one more turn. */
const bufferBytes = 1 << 18;

/**
 * Appends lines to a file. What is given to `write` is handed to the system at once unless a write is
 * under way; then it goes with the next one. So a killed process loses only lines of the last milliseconds.
 */
export class LineWriter {
  readonly #handle: FileHandle;
  /** One for all writes: a buffer for each would be garbage that the collector hardly sees. */
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  #queue = "";
  #writing: Promise<void> | undefined;
  #failure: unknown;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens for appending, making the file when there is none; with `fresh`, what it holds is dropped. */
  static async open(file: string, { fresh = false } = {}): Promise<LineWriter> {
    return new LineWriter(await open(file, fresh ? "w" : "a"));
  }

  /** Resolves at once while the backlog is small, and when it has shrunk otherwise. Throws what an earlier write threw. */
  async write(value: unknown): Promise<void> {
    await this.writeText(JSON.stringify(value));
  }

  /** The same for a value that is JSON text already, on one line. */
  async writeText(json: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#queue += `${json}\n`;
    this.#writing ??= this.#drain();
    if (this.#queue.length > backlogBytes) await this.#writing;
  }

  /** Waits for everything and closes. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    await this.#handle.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #append(text: string): Promise<void> {
    if (text.length * 3 > bufferBytes) return this.#handle.appendFile(text);
    const end = this.#buffer.write(text);
    for (let at = 0; at < end;) at += (await this.#handle.write(this.#buffer, at, end - at, null)).bytesWritten;
  }

  async #drain(): Promise<void> {
    // One turn later, so that lines of the same turn share a write.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#queue !== "") {
        const lines = this.#queue;
        this.#queue = "";
        await this.#append(lines);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#writing = undefined;
    }
  }
}
