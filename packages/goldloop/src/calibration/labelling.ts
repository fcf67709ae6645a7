import { existsSync } from "node:fs";
import { mkdir, open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { CalibrationItem } from "./item.ts";
import type { DrawnOutput } from "./sample.ts";
import type { LabelValue } from "./scale.ts";

/**
 * One person's labelling of outputs, item by item. Every label is appended to the file and on disk before the next item is shown; `undo` cuts the last line off
 * again. What this person has labelled before is not shown again.
 */
export class Labelling {
  readonly #file: string;
  readonly #by: string;
  #queue: DrawnOutput[];
  readonly #done: { output: DrawnOutput; size: number }[] = [];
  readonly #total: number;
  readonly #before: number;
  #note: string | undefined;
  #skipped = 0;

  private constructor(file: string, by: string, queue: DrawnOutput[], total: number) {
    this.#file = file;
    this.#by = by;
    this.#queue = queue;
    this.#total = total;
    this.#before = total - queue.length;
  }

  /** Starts or goes on: `items` is what the file holds (`readCalibration`), `outputs` what is to be labelled. */
  static open(file: string, by: string, outputs: readonly DrawnOutput[], items: readonly CalibrationItem[]): Labelling {
    const mine = new Set(items.filter(({ labels }) => Object.hasOwn(labels ?? {}, by)).map(keyOf));
    return new Labelling(
      file,
      by,
      outputs.filter(({ item }) => !mine.has(keyOf(item))),
      outputs.length,
    );
  }

  /** What is to be labelled now; undefined when everything is. */
  get current(): CalibrationItem | undefined {
    return this.#queue[0]?.item;
  }

  /** How far it is; `skipped` were put off and come again. */
  get progress(): { labelled: number; total: number; skipped: number } {
    return { labelled: this.#before + this.#done.length, total: this.#total, skipped: this.#skipped };
  }

  /** The note that goes with the next label. */
  set note(text: string) {
    this.#note = text.trim() === "" ? undefined : text.trim();
  }

  /** Labels the current item and puts it on disk. */
  async label(label: LabelValue): Promise<void> {
    const output = this.#queue[0];
    if (output === undefined) return;
    const line: CalibrationItem = {
      ...output.item,
      labels: { [this.#by]: label },
      ...(this.#note === undefined ? {} : { note: this.#note }),
    };
    const size = await append(this.#file, `${JSON.stringify(line)}\n`);
    this.#queue.shift();
    this.#skipped = Math.min(this.#skipped, this.#queue.length);
    this.#done.push({ output, size });
    this.#note = undefined;
  }

  /** Puts the current item off: it comes again after the others. */
  skip(): void {
    const [output, ...rest] = this.#queue;
    if (output === undefined || this.#skipped >= this.#queue.length) return;
    this.#queue = [...rest, output];
    this.#skipped += 1;
    this.#note = undefined;
  }

  /** Whether everything that is left was put off. */
  get onlySkipped(): boolean {
    return this.#queue.length > 0 && this.#skipped >= this.#queue.length;
  }

  /** Takes the last label of this session back and shows its item again. False when there is none. */
  async undo(): Promise<boolean> {
    const last = this.#done.at(-1);
    if (last === undefined) return false;
    const handle = await open(this.#file, "r+");
    try {
      await handle.truncate(last.size);
      await handle.sync();
    } finally {
      await handle.close();
    }
    this.#done.pop();
    this.#queue.unshift(last.output);
    return true;
  }
}

function keyOf({ id, run, trial }: CalibrationItem): string {
  return JSON.stringify([id, run, trial]);
}

/** Appends a line and waits until it is on disk. Returns the file's size before. A torn last line, of a crash, is ended first. */
async function append(file: string, line: string): Promise<number> {
  await mkdir(dirname(file), { recursive: true });
  const joint = existsSync(file) ? await jointOf(file) : "";
  const handle = await open(file, "a");
  try {
    const { size } = await handle.stat();
    await handle.appendFile(`${joint}${line}`);
    await handle.sync();
    return size;
  } finally {
    await handle.close();
  }
}

async function jointOf(file: string): Promise<string> {
  const bytes = await readFile(file);
  return bytes.length === 0 || bytes.at(-1) === 0x0a ? "" : "\n";
}

/** Cuts off the torn last line that a crash in the middle of writing leaves behind. A whole last line without a line feed stays. */
export async function mendLabels(file: string): Promise<void> {
  const bytes = await readFile(file);
  const start = bytes.lastIndexOf(0x0a) + 1;
  const last = bytes.toString("utf8", start);
  if (last.trim() === "") return;
  try {
    JSON.parse(last);
  } catch {
    await truncate(file, start);
  }
}
