import { highestUnit } from "./character-set.ts";
import type { Instruction } from "./program.ts";

const unknown = -2;
const dead = -1;
const mostStates = 2_000;

interface State {
  /** Instructions of type `set` that the next unit is tested against. */
  pending: number[];
  accepts: boolean;
  /** Next state by class of the unit. */
  next: Int32Array;
}

/**
 * A deterministic automaton whose states are made when first reached (the lazy subset construction). Every unit of
 * the text costs one table look-up, whatever the pattern.
 */
export class Automaton {
  private readonly program: readonly Instruction[];
  private readonly classOf: Uint16Array;
  private readonly representatives: number[];
  private states: State[] = [];
  private byKey = new Map<string, number>();

  constructor(program: readonly Instruction[]) {
    this.program = program;
    const starts = new Set([0]);
    for (const instruction of program) {
      if (instruction.type !== "set") continue;
      for (const [low, high] of instruction.set) starts.add(low).add(high + 1);
    }
    this.representatives = [...starts].filter((unit) => unit <= highestUnit).toSorted((a, b) => a - b);
    this.classOf = new Uint16Array(highestUnit + 1);
    this.representatives.forEach((from, i) =>
      this.classOf.fill(i, from, this.representatives[i + 1] ?? highestUnit + 1),
    );
    this.reset();
  }

  /** End of the longest match that starts at `from` and is accepted by `ends`, -1 when there is none. Looks at most `longest` units ahead. */
  longestFrom(text: string, from: number, longest: number, ends: (end: number) => boolean): number {
    // Ever new states are bounded here, between matches, where no state number is in use.
    if (this.states.length > mostStates) this.reset();
    let state = 0;
    let end = this.states[0]?.accepts === true && ends(from) ? from : -1;
    const highest = Math.min(text.length, from + longest);
    for (let i = from; i < highest; i++) {
      state = this.step(state, this.classOf[text.charCodeAt(i)] ?? 0);
      if (state === dead) return end;
      if (this.states[state]?.accepts === true && ends(i + 1)) end = i + 1;
    }
    return end;
  }

  private reset(): void {
    this.states = [];
    this.byKey = new Map();
    this.stateOf([0]);
  }

  private step(from: number, unitClass: number): number {
    const state = this.states[from];
    if (state === undefined) return dead;
    const cached = state.next[unitClass] ?? unknown;
    if (cached !== unknown) return cached;
    const unit = this.representatives[unitClass] ?? 0;
    const targets = state.pending.filter((at) => {
      const instruction = this.program[at];
      return instruction?.type === "set" && instruction.set.some(([low, high]) => low <= unit && unit <= high);
    });
    const next = targets.length === 0 ? dead : this.stateOf(targets.map((at) => at + 1));
    state.next[unitClass] = next;
    return next;
  }

  private stateOf(entries: number[]): number {
    const reached = new Set<number>();
    const open = [...entries];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      const instruction = this.program[at];
      if (instruction?.type === "fork") open.push(instruction.a, instruction.b);
    }
    const kept = [...reached].filter((at) => this.program[at]?.type !== "fork").toSorted((a, b) => a - b);
    const key = kept.join();
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const index = this.states.length;
    this.states.push({
      pending: kept.filter((at) => this.program[at]?.type === "set"),
      accepts: kept.some((at) => this.program[at]?.type === "match"),
      next: new Int32Array(this.representatives.length).fill(unknown),
    });
    this.byKey.set(key, index);
    return index;
  }
}
