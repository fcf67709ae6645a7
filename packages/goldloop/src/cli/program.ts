import { Command } from "commander";
import { build, throwMistakes } from "./command.ts";
import { commands } from "./commands/index.ts";
import type { Context } from "./context.ts";

/**
 * The command line, with the one command that `argv` names, or with all of them. Commands load what they call when they
 * run, so that `--help` stays quick.
 */
export function createProgram(argv: readonly string[], context: Context, onExit: (code: number) => void): Command {
  const program = new Command("goldloop")
    .description("Golden datasets, pinned eval runs and release gates for LLM applications.")
    .version(context.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .showSuggestionAfterError(true)
    .exitOverride()
    // Without this a flag after `run merge` would be taken for one of `run`.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns,
      getErrHelpWidth: () => context.stderr.columns,
    });
  const named = commands.filter(({ name }) => name === argv[0]);
  for (const definition of named.length === 0 ? commands : named) {
    program.addCommand(build(definition, context, onExit));
  }
  for (const command of everyCommand(program)) {
    command.copyInheritedSettings(program);
    throwMistakes(command);
  }
  program.addHelpText(
    "after",
    "\nStart here:\n  $ goldloop init        a working eval in under a minute, no key needed\n  $ goldloop run         measure\n",
  );
  return program;
}

function* everyCommand(command: Command): Iterable<Command> {
  for (const sub of command.commands) {
    yield sub;
    yield* everyCommand(sub);
  }
}
