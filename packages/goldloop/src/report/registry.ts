import { InputError, suggestion } from "../error/index.ts";
import { github } from "./github.ts";
import { html } from "./html/html.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import type { Reporter, ReportInput } from "./reporter.ts";
import { terminal } from "./terminal.ts";

/** Every report format. */
export const reporters: readonly Reporter[] = [terminal, json, jsonl, junit, markdown, github, html];

/** Renders runs in a format, in pieces. Throws InputError for an unknown format. */
export function renderReport(name: string, input: ReportInput): AsyncIterable<string> {
  const reporter = reporters.find((one) => one.name === name);
  if (reporter === undefined) {
    throw new InputError(
      "unknown-reporter",
      `there is no reporter "${name}"${suggestion(
        name,
        reporters.map((one) => one.name),
      )}`,
      { hint: `--reporter ${terminal.name}` },
    );
  }
  return reporter.render(input);
}
