/** At most n at a time. */
export class Slots {
  #free: number;
  readonly #all: number;
  #waiting: (() => void)[] = [];

  constructor(n: number) {
    this.#free = n;
    this.#all = n;
  }

  /** Takes a slot, waiting for one. */
  async take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Gives a slot back. */
  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  /** Resolves when all slots are free. */
  async idle(): Promise<void> {
    for (let i = 0; i < this.#all; i++) await this.take();
    this.#free = this.#all;
  }
}
