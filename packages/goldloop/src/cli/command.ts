import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { isOn } from "../config/index.ts";
import type { Context } from "./context.ts";

/** One flag of a command. Its environment twin is `GOLDLOOP_` and its long name in capitals. */
export interface Flag {
  /** `--max-cost <usd>`, `--json`, `--no-cache`, `-h, --help` */
  flags: string;
  description: string;
  /** Turns text into a value; throws an Error whose message says what is allowed. */
  parse?: (text: string) => unknown;
  /** May be given several times: the value is a list. */
  repeat?: boolean;
  choices?: readonly string[];
}

/** One command. `run` returns the exit code and is given its arguments and flags by name (camelCase). */
export interface CommandDefinition {
  name: string;
  /** `[suite...]`, as commander writes arguments. */
  arguments?: string;
  summary: string;
  /** Shown by --help; each can be typed as it stands. */
  examples: readonly string[];
  flags?: readonly Flag[];
  subcommands?: readonly CommandDefinition[];
  run?: (call: Call, context: Context) => Promise<number>;
}

/** A command's arguments and flags after parsing. */
export interface Call {
  arguments: readonly string[];
  flags: Readonly<Record<string, unknown>>;
  json: boolean;
  /** Names of the flags that were typed; the others come from the environment or are absent. */
  typed: ReadonlySet<string>;
}

const jsonFlag: Flag = { flags: "--json", description: "print one JSON document" };

/** The environment twin of a flag: `--max-cost` is GOLDLOOP_MAX_COST. */
export function variableOf(option: Option): string {
  return `GOLDLOOP_${(option.long ?? "")
    .replace(/^--(no-)?/, "")
    .replace(/-/g, "_")
    .toUpperCase()}`;
}

/** A mistake in a command's arguments, which tells whose help answers it. */
export class ArgumentMistake extends CommanderError {
  /** `goldloop dataset diff` */
  readonly command: string;

  constructor(error: CommanderError, command: string) {
    super(error.exitCode, error.code, error.message);
    this.command = command;
  }
}

/** Makes a command throw ArgumentMistake where commander would end the process. */
export function throwMistakes(command: Command): void {
  command.exitOverride((error) => {
    const names: string[] = [];
    for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
    throw new ArgumentMistake(error, names.join(" "));
  });
}

/**
 * Builds commander's command from a definition. `onExit` gets the exit code of the command that ran. Throws
 * ArgumentMistake for a variable whose value its flag does not take.
 */
export function build(
  definition: CommandDefinition,
  context: Context,
  onExit: (code: number) => void,
  parent = "goldloop",
): Command {
  const path = `${parent} ${definition.name}`;
  const command = new Command(definition.name).summary(definition.summary).description(definition.summary);
  command.helpOption("-h, --help", "show this help").exitOverride();
  if (definition.arguments !== undefined) command.arguments(definition.arguments);
  for (const flag of [...(definition.flags ?? []), ...(definition.run === undefined ? [] : [jsonFlag])]) {
    try {
      command.addOption(optionOf(flag, context));
    } catch (error) {
      throw error instanceof CommanderError ? new ArgumentMistake(error, path) : error;
    }
  }
  const examples = definition.examples.map((example) => `  $ ${example}`).join("\n");
  command.addHelpText("after", `\nExample${definition.examples.length === 1 ? "" : "s"}:\n${examples}\n`);
  const { run } = definition;
  if (run !== undefined) {
    command.action(async (...parameters: unknown[]) => {
      const given = parameters
        .slice(0, -2)
        .flat()
        .filter((value): value is string => typeof value === "string");
      const flags = command.opts<Record<string, unknown>>();
      const typed = new Set(Object.keys(flags).filter((name) => command.getOptionValueSource(name) === "cli"));
      onExit(await run({ arguments: given, flags, json: flags["json"] === true, typed }, context));
    });
  }
  for (const sub of definition.subcommands ?? []) command.addCommand(build(sub, context, onExit, path));
  return command;
}

function optionOf(flag: Flag, context: Context): Option {
  const option = new Option(flag.flags, flag.description);
  if (flag.choices !== undefined) option.choices(flag.choices);
  const parse = parserOf(flag);
  if (parse !== undefined) option.argParser(parse);
  const variable = variableOf(option);
  const value = context.environment.variables[variable];
  const isSwitch = !option.required && !option.optional;
  if (value !== undefined) {
    if (isSwitch) {
      if (option.negate ? !isOn(value) : isOn(value)) option.default(!option.negate);
    } else if (value !== "") {
      option.default(fromVariable(value, variable, flag, parse));
    }
  }
  option.description += ` (${variable})`;
  option.defaultValueDescription = " ";
  return option;
}

function parserOf(flag: Flag): ((text: string, previous: unknown) => unknown) | undefined {
  const { parse, repeat, choices } = flag;
  if (parse === undefined && repeat !== true) return undefined;
  let fresh = true;
  return (text, previous) => {
    if (choices !== undefined && !choices.includes(text)) {
      throw new InvalidArgumentError(`Allowed: ${choices.join(", ")}.`);
    }
    let value: unknown = text;
    try {
      if (parse !== undefined) value = parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
    if (repeat !== true) return value;
    // A default from the environment is replaced, not added to.
    const list = fresh || !Array.isArray(previous) ? [] : previous;
    fresh = false;
    return [...(list as unknown[]), value];
  };
}

function fromVariable(
  value: string,
  variable: string,
  flag: Flag,
  parse: ((text: string, previous: unknown) => unknown) | undefined,
): unknown {
  try {
    const { choices } = flag;
    const parts = flag.repeat === true ? value.split(",") : [value];
    if (choices !== undefined && parts.some((part) => !choices.includes(part))) {
      throw new Error(`Allowed: ${choices.join(", ")}.`);
    }
    if (flag.repeat === true) return parts.map((part) => (flag.parse === undefined ? part : flag.parse(part)));
    return parse === undefined ? value : parse(value, undefined);
  } catch (error) {
    throw new InvalidArgumentError(`${variable}=${value}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Parses a whole number of at least `min`. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || text.trim() === "") {
      throw new Error(`A whole number of at least ${min} is needed.`);
    }
    return value;
  };
}

/** Parses a positive number, with a leading `$` allowed. */
export function positiveNumber(text: string): number {
  const value = Number(text.replace(/^\$/, ""));
  if (!Number.isFinite(value) || value <= 0) throw new Error("A number above 0 is needed.");
  return value;
}
