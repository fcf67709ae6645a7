import type { CharacterSet } from "./character-set.ts";
import type { PatternNode } from "./parse.ts";

/** Instructions of a Thompson automaton: `set` goes on to the next one, `fork` to both. */
export type Instruction =
  | { type: "set"; set: CharacterSet }
  | { type: "fork"; a: number; b: number }
  | { type: "match" };

const longestProgram = 5_000;

/** Compiles a parsed pattern. Throws a RangeError when it needs more than 5,000 instructions. */
export function compileProgram(node: PatternNode): Instruction[] {
  const program: Instruction[] = [];
  emit(node, program);
  add(program, { type: "match" });
  return program;
}

function add(program: Instruction[], instruction: Instruction): number {
  if (program.length >= longestProgram) throw new RangeError("pattern too large");
  program.push(instruction);
  return program.length - 1;
}

function emit(node: PatternNode, program: Instruction[]): void {
  if (node.type === "set") add(program, { type: "set", set: node.set });
  else if (node.type === "sequence") for (const item of node.items) emit(item, program);
  else if (node.type === "choice") emitChoice(node.options, program);
  else emitRepeat(node, program);
}

function emitChoice(options: PatternNode[], program: Instruction[]): void {
  const exits: number[] = [];
  options.forEach((option, i) => {
    if (i === options.length - 1) return emit(option, program);
    const fork = add(program, { type: "fork", a: program.length + 1, b: -1 });
    emit(option, program);
    exits.push(add(program, { type: "fork", a: -1, b: -1 }));
    program[fork] = { type: "fork", a: fork + 1, b: program.length };
  });
  for (const exit of exits) program[exit] = { type: "fork", a: program.length, b: program.length };
}

function emitRepeat({ item, min, max }: Extract<PatternNode, { type: "repeat" }>, program: Instruction[]): void {
  for (let i = 0; i < min; i++) {
    const before = program.length;
    emit(item, program);
    // Nested repetitions of nothing would cost time without ever growing the program.
    if (program.length === before) return;
  }
  if (max === Number.POSITIVE_INFINITY) {
    const fork = add(program, { type: "fork", a: -1, b: -1 });
    emit(item, program);
    add(program, { type: "fork", a: fork, b: fork });
    program[fork] = { type: "fork", a: fork + 1, b: program.length };
    return;
  }
  const exits: number[] = [];
  for (let i = min; i < max; i++) {
    exits.push(add(program, { type: "fork", a: -1, b: -1 }));
    emit(item, program);
  }
  for (const exit of exits) program[exit] = { type: "fork", a: exit + 1, b: program.length };
}
