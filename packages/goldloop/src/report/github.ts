import { collectFailures, criticalFirst, type FailedExample, withExamples } from "./failures.ts";
import { count, number, runTitle } from "./figures.ts";
import { findLines } from "./find-lines.ts";
import { markdown } from "./markdown.ts";
import type { Reporter } from "./reporter.ts";
import { cutTo } from "./width.ts";
import { command } from "./workflow-command.ts";

// GitHub shows ten annotations of each level per step and drops the rest.
const shownAnnotations = 10;
const longestValue = 400;

/** Annotations on the dataset's lines, as workflow commands. The summary for the step is the markdown report. */
export const github: Reporter = {
  name: "github",
  description: "GitHub annotations at the examples' lines (the first ten), then the Markdown summary",
  fileExtension: "txt",
  async *render(input) {
    let left = shownAnnotations;
    for (const run of input.runs) {
      const failures = criticalFirst(await withExamples(run, await collectFailures(run)));
      const shown = failures.slice(0, left);
      left -= shown.length;
      const { file } = run.record.pins.dataset;
      const lines = await findLines(input.options.directory, file, new Set(shown.map(({ id }) => id)));
      for (const failure of shown) yield annotation(failure, runTitle(run.record), file, lines.get(failure.id));
      if (failures.length > shown.length)
        yield command(
          "notice",
          {},
          `${runTitle(run.record)}: ${number(failures.length - shown.length)} more failures in the summary`,
        );
    }
    // Between the two commands no line of the summary is read as a command, whatever a model wrote.
    const token = `goldloop-${input.runs[0]?.record.id ?? "none"}`;
    yield command("stop-commands", {}, token);
    yield* markdown.render(input);
    yield `::${token}::\n`;
  },
};

function annotation(failure: FailedExample, suite: string, file: string, line: number | undefined): string {
  const { id, scores, failed, errors, trials, error, example, got, flaky } = failure;
  const what = [...scores.map(({ name }) => name), ...(error === undefined ? [] : ["error"])].join(", ");
  const title = `${suite}: ${id} ${what}`;
  const rows = [
    trials > 1 ? `${trials - failed - errors} of ${count(trials, "trial")} passed${flaky ? " (flaky)" : ""}` : "",
    example?.expected === undefined ? "" : `expected  ${cutTo(example.expected, longestValue)}`,
    got === "" ? "" : `got       ${cutTo(got, longestValue)}`,
    ...scores.map(({ name, reason }) => (reason === "" ? "" : `${name}: ${cutTo(reason, longestValue)}`)),
    error === undefined ? "" : cutTo(error, longestValue),
  ];
  return command(
    failed > 0 ? "error" : "warning",
    { file, ...(line === undefined ? {} : { line: String(line) }), title },
    rows.filter((row) => row !== "").join("\n"),
  );
}
