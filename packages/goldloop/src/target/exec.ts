import { defineTarget } from "./definition.ts";
import { describeExec, environmentOf, execOptions, folderOf } from "./exec-options.ts";
import type { ExecOptions } from "./exec-options.ts";
import { openPerExample } from "./exec-per-example.ts";
import { openProcess } from "./exec-process.ts";
import { mask, secretsIn } from "./interpolate.ts";

/** Calls a program in any language: JSON lines over two extra file descriptors, so that its prints disturb nothing. */
export const execTarget = defineTarget<ExecOptions>({
  name: "exec",
  summary: "A program in any language, spoken to by JSON lines over extra file descriptors.",
  options: execOptions,
  short: "command",
  identity: describeExec,
  async open(options, environment) {
    const start = {
      command: options.command,
      cwd: folderOf(options, environment),
      env: environmentOf(options, environment),
    };
    const secrets = Object.values(options.env ?? {}).flatMap((value) => secretsIn(value, environment.variables));
    const masked = (text: string): string => mask(text, secrets);
    const name = typeof options.command === "string" ? options.command : options.command.join(" ");
    return options.mode === "perExample" ? openPerExample(start, name, masked) : openProcess(start, name, masked);
  },
});
