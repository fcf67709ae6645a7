import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Example } from "../dataset/index.ts";
import { digestOfJson, type Digest } from "../digest/index.ts";
import type { Call } from "./call.ts";

/**
 * Outputs by content: the target's digest, the input, the attachments and the trial. Since the trial is part of the
 * key, a cached run shows the same flakiness as the run that filled it. Errors are never kept.
 */
export class OutputCache {
  readonly #folder: string;
  readonly #target: Digest;
  readonly #user: unknown;

  constructor(cacheDirectory: string, target: Digest, user: unknown) {
    this.#user = user ?? null;
    this.#folder = join(cacheDirectory, "outputs");
    this.#target = target;
  }

  /** The kept call, or undefined. Something unreadable counts as not there. */
  async get(example: Example, trial: number): Promise<Call | undefined> {
    try {
      const kept = JSON.parse(await readFile(this.#file(example, trial), "utf8")) as Call;
      return kept.result?.output === undefined || kept.result.output === null ? undefined : kept;
    } catch {
      return undefined;
    }
  }

  async put(example: Example, trial: number, call: Call): Promise<void> {
    if (call.error !== null) return;
    const file = this.#file(example, trial);
    await mkdir(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    await writeFile(temporary, JSON.stringify(call));
    await rename(temporary, file);
  }

  #file(example: Example, trial: number): string {
    const key = digestOfJson({
      target: this.#target,
      id: example.id,
      input: example.input,
      user: this.#user,
      attachments: example.attachments?.map(({ sha256 }) => sha256) ?? [],
      trial,
    }).slice("sha256:".length);
    return join(this.#folder, key.slice(0, 2), `${key}.json`);
  }
}
