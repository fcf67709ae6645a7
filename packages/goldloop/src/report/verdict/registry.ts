import { InputError, suggestion } from "../../error/index.ts";
import { github } from "./github.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import type { VerdictInput, VerdictReporter } from "./reporter.ts";
import { terminal } from "./terminal.ts";

/** Every format of verdicts. */
export const verdictReporters: readonly VerdictReporter[] = [terminal, json, junit, markdown, github];

/** Renders a verdict in a format, in pieces. Throws InputError for an unknown format. */
export function renderVerdict(name: string, input: VerdictInput): AsyncIterable<string> {
  const reporter = verdictReporters.find((one) => one.name === name);
  if (reporter === undefined) {
    const names = verdictReporters.map((one) => one.name);
    throw new InputError("unknown-reporter", `there is no reporter "${name}" for verdicts${suggestion(name, names)}`, {
      hint: `--reporter ${terminal.name}`,
    });
  }
  return reporter.render(input);
}
