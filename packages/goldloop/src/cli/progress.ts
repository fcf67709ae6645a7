import { styleText } from "node:util";
import { outcomeOf, type ResultLine } from "../run/index.ts";
import { hasColor, type Context } from "./context.ts";

const redrawMs = 100;

/** One live line on a terminal: done/total, failures, cost so far, time left. Silent elsewhere. */
export class Progress {
  readonly #context: Context;
  readonly #live: boolean;
  readonly #color: boolean;
  #title = "";
  #total = 0;
  #done = 0;
  #before = 0;
  #failed = 0;
  #errors = 0;
  #costUsd = 0;
  #startedAt = performance.now();
  #drawnAt = 0;
  #shown = false;

  constructor(context: Context) {
    this.#context = context;
    this.#live = context.stderr.isTerminal && !context.environment.ci;
    this.#color = hasColor(context.stderr, context.environment);
  }

  start(title: string, total: number, done: number): void {
    this.#title = title;
    this.#total = total;
    this.#done = done;
    this.#before = done;
    this.#failed = 0;
    this.#errors = 0;
    this.#costUsd = 0;
    this.#startedAt = performance.now();
    this.#draw(true);
  }

  add(line: ResultLine): void {
    this.#done += 1;
    const outcome = outcomeOf(line);
    if (outcome === "failed") this.#failed += 1;
    if (outcome === "error") this.#errors += 1;
    this.#costUsd += (line.costUsd ?? 0) + (line.judgeCostUsd ?? 0);
    this.#draw(false);
  }

  /** A remark above the live line. */
  note(text: string): void {
    this.clear();
    this.#context.stderr.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown) this.#context.stderr.write("\r\u001b[2K");
    this.#shown = false;
  }

  #draw(force: boolean): void {
    if (!this.#live) return;
    const now = performance.now();
    if (!force && now - this.#drawnAt < redrawMs) return;
    this.#drawnAt = now;
    const parts = [`${this.#title}  ${this.#done}/${this.#total}`];
    const red = (text: string): string => (this.#color ? styleText("red", text, { validateStream: false }) : text);
    if (this.#failed > 0) parts.push(red(`${this.#failed} failed`));
    if (this.#errors > 0) parts.push(red(`${this.#errors} ${this.#errors === 1 ? "error" : "errors"}`));
    if (this.#costUsd > 0) parts.push(`$${this.#costUsd.toFixed(this.#costUsd < 1 ? 4 : 2)}`);
    const rate = (this.#done - this.#before) / (now - this.#startedAt);
    if (rate > 0 && this.#done < this.#total) parts.push(`${duration((this.#total - this.#done) / rate)} left`);
    this.#context.stderr.write(`\r\u001b[2K${parts.join("  ")}`);
    this.#shown = true;
  }
}

/** `41 s`, `3 min 5 s`, `1 h 12 min` */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
