import type { Command, Option } from "commander";

/** A shell that a script can be printed for. */
export type Shell = "bash" | "zsh" | "fish";

/** Values that only the project knows: the script asks `goldloop completion suites` (`runs`, ...) for them. */
export type ValueList = "suites" | "runs" | "stages" | "baselines" | "refs";

/** What may stand in a place: fixed words, a list of the project, or paths. */
export type Values =
  | { kind: "words"; words: readonly string[] }
  | { kind: "list"; list: ValueList; paths: boolean }
  | { kind: "files" }
  | { kind: "directories" }
  | { kind: "free" };

/** A flag as a shell sees it. */
export interface CompletionFlag {
  long: string;
  short: string | undefined;
  description: string;
  /** Undefined for a switch. */
  values: Values | undefined;
  /** A value may be left out (`--resume [run]`). */
  optional: boolean;
}

/** One command with what may follow it. */
export interface CompletionNode {
  /** The words after `goldloop`; empty for goldloop itself. */
  path: readonly string[];
  summary: string;
  children: readonly CompletionNode[];
  flags: readonly CompletionFlag[];
  /** What its arguments may be. */
  operands: Values;
}

/** Flags whose values the project knows, whatever stands in their angle brackets. */
const listsOfFlags: Readonly<Record<string, Values>> = {
  "--stage": { kind: "list", list: "stages", paths: false },
  "--baseline": { kind: "list", list: "baselines", paths: true },
  "--base-ref": { kind: "list", list: "refs", paths: false },
};

/**
 * Everything that can be typed after `goldloop`, read from the very commands that will parse it.
 * `reporters` are the names that `--reporter` takes, by command.
 */
export function completionTree(
  command: Command,
  reporters: Readonly<Record<string, readonly string[]>>,
  path: readonly string[] = [],
): CompletionNode {
  const help = command.createHelp();
  const ofCommand = reporters[path.join(" ")] ?? [];
  return {
    path,
    summary: command.summary(),
    children: command.commands.map((child) => completionTree(child, reporters, [...path, child.name()])),
    flags: help.visibleOptions(command).map((option) => flagOf(option, ofCommand)),
    operands: operandsOf(command),
  };
}

function flagOf(option: Option, reporters: readonly string[]): CompletionFlag {
  return {
    long: option.long ?? "",
    short: option.short,
    // The environment twin stands at the end of each description; a menu has no room for it.
    description: option.description.replace(/ \(GOLDLOOP_[A-Z_]+\)$/, ""),
    values: option.required || option.optional ? valuesOfFlag(option, reporters) : undefined,
    // `<name[=file]>` is both to commander: a bracket within the angle brackets.
    optional: option.optional && !option.required,
  };
}

function valuesOfFlag({ long = "", flags, argChoices }: Option, reporters: readonly string[]): Values {
  if (long === "--reporter") return { kind: "words", words: reporters };
  return listsOfFlags[long] ?? valuesOf(placeholderOf(flags), argChoices);
}

/** By the first argument in `[options] [command] [suite...]`; the further ones are of its kind in every command. */
function operandsOf(command: Command): Values {
  const names = command
    .usage()
    .split(" ")
    .map(placeholderOf)
    .filter((name) => !["", "options", "command"].includes(name));
  const [first] = names;
  return first === undefined ? { kind: "words", words: [] } : valuesOf(first, undefined);
}

function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { kind: "words", words: choices };
  if (placeholder === "suite") return { kind: "list", list: "suites", paths: false };
  if (placeholder === "dataset") return { kind: "list", list: "suites", paths: true };
  if (["run", "base", "head"].includes(placeholder)) return { kind: "list", list: "runs", paths: true };
  if (["file", "before", "after"].includes(placeholder)) return { kind: "files" };
  if (placeholder === "dir") return { kind: "directories" };
  return { kind: "free" };
}

/** `file` of `--config <file>`, `run` of `--resume [run]`. */
function placeholderOf(flags: string): string {
  return (
    /<([^>]+)>|\[([^\]]+)\]/
      .exec(flags)
      ?.slice(1)
      .find((name) => name !== undefined)
      ?.replace(/\.\.\.$/, "") ?? ""
  );
}
