import { collectFailures, criticalFirst, withExamples } from "./failures.ts";
import { failureText, layoutOf } from "./failure-text.ts";
import { number } from "./figures.ts";
import { type FailedRun, footerLines } from "./footer.ts";
import { paintWith } from "./paint.ts";
import type { Reporter } from "./reporter.ts";
import { runText } from "./run-text.ts";

const shownFailures = 10;

/** What `goldloop run` prints: failures first, then the figures, then what to type next. */
export const terminal: Reporter = {
  name: "terminal",
  description: "for people: failures first, then every scorer's rate with its interval",
  fileExtension: "txt",
  async *render({ runs, options }) {
    const { color, width, all, baseline } = options;
    const paint = paintWith(color);
    const done: FailedRun[] = [];
    for (const run of runs) {
      const { record } = run;
      const failures = criticalFirst(await withExamples(run, await collectFailures(run)));
      const shown = all === true ? failures : failures.slice(0, shownFailures);
      const layout = layoutOf(shown, { paint, width, baseline: baseline?.get(record.suite) });
      for (const failure of shown) yield* failureText(failure, layout);
      const more = failures.length - shown.length;
      const name = runs.length === 1 ? "latest" : record.id;
      if (more > 0) yield `${number(more)} more: ${paint.strong(`goldloop view ${name}`)} or --all\n`;
      if (failures.length > 0) yield "\n";
      yield* runText(record, paint, width);
      yield "\n";
      done.push({ record, failures });
    }
    if (options.judged === true) return;
    for (const line of footerLines(done, options.directory)) yield `${line}\n`;
  },
};
