import type { CommandDefinition } from "../command.ts";
import type { Shell, ValueList } from "../completion/index.ts";

function script(shell: Shell, summary: string, examples: readonly string[]): CommandDefinition {
  return {
    name: shell,
    summary,
    examples,
    run: async (call, context) => {
      const { scriptCommand } = await import("../completion-command.ts");
      return scriptCommand(shell, call, context);
    },
  };
}

function list(values: ValueList, summary: string): CommandDefinition {
  return {
    name: values,
    summary,
    examples: [`goldloop completion ${values}`],
    run: async (call, context) => {
      const { listCommand } = await import("../completion-command.ts");
      return listCommand(values, call, context);
    },
  };
}

/** `goldloop completion SHELL` */
export const completion: CommandDefinition = {
  name: "completion",
  summary: "print a script that completes commands, flags, suites, runs and stages in your shell",
  examples: [
    'eval "$(goldloop completion bash)"',
    "goldloop completion zsh > ~/.zfunc/_goldloop",
    "goldloop completion fish > ~/.config/fish/completions/goldloop.fish",
  ],
  subcommands: [
    script("bash", "the script for bash", ["echo 'eval \"$(goldloop completion bash)\"' >> ~/.bashrc"]),
    script("zsh", "the script for zsh", ["goldloop completion zsh > ~/.zfunc/_goldloop"]),
    script("fish", "the script for fish", ["goldloop completion fish > ~/.config/fish/completions/goldloop.fish"]),
    list("suites", "print the names of the suites, one a line (the scripts ask for them)"),
    list("runs", "print the names of the runs, newest first (the scripts ask for them)"),
    list("stages", "print the stages of the policy, one a line (the scripts ask for them)"),
    list("baselines", "print what --baseline takes: approved, runs and git refs (the scripts ask for them)"),
    list("refs", "print branches and tags, one a line (the scripts ask for them)"),
  ],
};
